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

PARSED_AT_ONCE = 200_000
"""Characters: the parser takes some ten times as much memory."""

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

    `start` and `end`: the place of its lines in the source, in characters, without the end of the last one.
    """

    kind: BlockKind
    text: str
    level: int = 0
    start: int = 0
    end: int = 0


def blocks(source: str, at_once: int = PARSED_AT_ONCE) -> Iterator[MarkdownBlock]:
    """All blocks in order; blank lines part those of text. Only blank lines and the marks of headings are missing.

    Of a long source a part is parsed at a time.
    """
    place, size = 0, at_once
    while place < len(source):
        end = _end_of_line(source, place + size)
        lines = _lines(source, place, end)
        tokens = _parser.parse(source[place:end])
        complete = len(lines) if end == len(source) else _complete(tokens, lines)
        if complete:
            yield from _blocks_of(tokens, lines, complete, is_beginning=not place)
            place, size = end if complete == len(lines) else lines[complete].start, at_once
        else:
            size *= 2


def _complete(tokens: Sequence[Token], lines: Sequence[_Line]) -> int:
    """How many lines are as they would be in the whole source: those before the last block that nothing contains and
    that stands behind a blank line."""
    begin = (
        token.map[0] for token in reversed(tokens) if token.map and not token.level and token.nesting >= 0
    )
    return next((line for line in begin if line and not lines[line - 1].text.strip()), 0)


def _blocks_of(
    tokens: Sequence[Token], lines: Sequence[_Line], count: int, *, is_beginning: bool
) -> Iterator[MarkdownBlock]:
    done = 0
    for start, end, block in _parting(tokens, lines, is_beginning=is_beginning):
        if start >= count:
            break
        yield from _paragraphs(lines[done:start])
        yield block
        done = end
    yield from _paragraphs(lines[done:count])


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int


def _end_of_line(source: str, place: int) -> int:
    return source.find("\n", place) + 1 or len(source)


def _lines(source: str, start: int, end: int) -> list[_Line]:
    lines = []
    for mark in _line_end.finditer(source, start, end):
        lines.append(_Line(source[start : mark.start()], start))
        start = mark.end()
    return [*lines, _Line(source[start:end], start)]


def _parting(
    tokens: Sequence[Token], lines: Sequence[_Line], *, is_beginning: bool
) -> Iterator[tuple[int, int, MarkdownBlock]]:
    """The headings and the code, wherever it is, each with its first line and the one behind its last."""
    for token, inside in pairwise([*tokens, Token("", "", 0)]):
        start, end = token.map or (0, 0)
        if token.type == "fence":
            yield start, end, _block(BlockKind.CODE, lines[start:end])
        elif token.type == "heading_open" and _is_title(
            token, inside.content, is_front=is_beginning and lines[0].text.startswith("---")
        ):
            block = _block(BlockKind.HEADING, lines[start:end])
            text = inside.content.replace("\n", " ")
            yield start, end, replace(block, text=text, level=int(token.tag[1:]))


def _is_title(heading: Token, text: str, *, is_front: bool) -> bool:
    """Whether a heading parts the document: outside of lists and quotes, and no front matter between two rules."""
    front_matter = is_front and heading.markup == "-" and heading.map is not None and heading.map[0] == 1
    return not heading.level and not front_matter and 0 < len(text) <= LONGEST_HEADING


def _paragraphs(lines: Sequence[_Line]) -> Iterator[MarkdownBlock]:
    for blank, paragraph in groupby(lines, key=lambda line: not line.text.strip()):
        if not blank:
            yield _block(BlockKind.TEXT, list(paragraph))


def _block(kind: BlockKind, lines: Sequence[_Line]) -> MarkdownBlock:
    last = lines[-1]
    text = "\n".join(line.text for line in lines)
    return MarkdownBlock(kind, text, start=lines[0].start, end=last.start + len(last.text))
