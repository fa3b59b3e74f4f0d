"""Markdown as a row of blocks: headings, paragraphs, fenced code. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["BlockKind", "MarkdownBlock", "blocks"]

LONGEST_HEADING = 200
"""Characters. A longer one is a paragraph that begins with a `#`."""

_line_end = re.compile(r"\r\n|\r|\n")
_parser = MarkdownIt("commonmark").enable("table")
# Inline marks have no place in the source, and take ten times as long.
_parser.core.ruler.enableOnly(["normalize", "block"])


class BlockKind(Enum):
    HEADING = auto()
    TEXT = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """One block as the lines of its source; a heading without its marks. `level` is 1 to 6 for headings, else 0.

    `start` and `end`: where its lines stand in the source, in characters, without the end of the last one.
    """

    kind: BlockKind
    text: str
    level: int = 0
    start: int = 0
    end: int = 0


def blocks(source: str) -> Iterator[MarkdownBlock]:
    """All blocks in order; blank lines part those of text. Only blank lines and the marks of headings are missing."""
    lines = _lines(source)
    done = 0
    for start, end, block in _parting(source, lines):
        yield from _paragraphs(lines[done:start])
        yield block
        done = end
    yield from _paragraphs(lines[done:])


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int


def _lines(source: str) -> list[_Line]:
    texts = _line_end.split(source)
    starts = [0, *(end.end() for end in _line_end.finditer(source))]
    return [_Line(text, start) for text, start in zip(texts, starts, strict=True)]


def _parting(source: str, lines: Sequence[_Line]) -> Iterator[tuple[int, int, MarkdownBlock]]:
    """The headings and the code, wherever it is, each with its first line and the one behind its last."""
    for token, inside in pairwise([*_parser.parse(source), Token("", "", 0)]):
        start, end = token.map or (0, 0)
        if token.type == "fence":
            yield start, end, _block(BlockKind.CODE, lines[start:end])
        elif token.type == "heading_open" and _is_title(token, inside.content, lines):
            block = _block(BlockKind.HEADING, lines[start:end])
            text = inside.content.replace("\n", " ")
            yield start, end, replace(block, text=text, level=int(token.tag[1:]))


def _is_title(heading: Token, text: str, lines: Sequence[_Line]) -> bool:
    """Whether a heading parts the document: outside of lists and quotes, and no front matter between two rules."""
    front_matter = (
        heading.markup == "-"
        and lines[0].text.startswith("---")
        and heading.map is not None
        and heading.map[0] == 1
    )
    return not heading.level and not front_matter and 0 < len(text) <= LONGEST_HEADING


def _paragraphs(lines: Sequence[_Line]) -> Iterator[MarkdownBlock]:
    for blank, paragraph in groupby(lines, key=lambda line: not line.text.strip()):
        if not blank:
            yield _block(BlockKind.TEXT, list(paragraph))


def _block(kind: BlockKind, lines: Sequence[_Line]) -> MarkdownBlock:
    last = lines[-1]
    text = "\n".join(line.text for line in lines)
    return MarkdownBlock(kind, text, start=lines[0].start, end=last.start + len(last.text))
