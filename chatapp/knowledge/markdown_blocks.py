"""Markdown as a row of blocks: headings, paragraphs, fenced code. Pure.

CommonMark's rules for headings and fences, and nothing of its inline syntax: only what decides where a text
may be cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["BlockKind", "MarkdownBlock", "blocks"]

LONGEST_HEADING = 200
"""Characters. A longer one is a paragraph that somebody wrote a # in front of."""

_line_end = re.compile(r"\r\n|\r|\n")
_hashes = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_underline = re.compile(r" {0,3}(=+|-+)[ \t]*$")
# Fences within a list are indented by more than the three spaces that are allowed elsewhere.
_fence = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_not_a_paragraph = re.compile(r" {4}|\t|\s*(?:[-+*>|]|\d{1,9}[.)]\s)")


class BlockKind(Enum):
    HEADING = auto()
    TEXT = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """One block. A heading's text is what stands beside its marks; `level` is 1 to 6 for headings, else 0."""

    kind: BlockKind
    text: str
    level: int = 0


def blocks(source: str) -> Iterator[MarkdownBlock]:
    """All blocks in order. Nothing but blank lines and the marks of headings is left out."""
    lines = iter(_line_end.split(source))
    paragraph: list[str] = []
    for line in lines:
        block = _block_at(line, lines, paragraph)
        if block is None and line.strip():
            paragraph.append(line)
        elif block is not None and block.level and _is_underline(line, paragraph):
            paragraph.clear()
            yield block
        else:
            yield from _flush(paragraph)
            if block is not None:
                yield block
    yield from _flush(paragraph)


def _block_at(line: str, rest: Iterator[str], paragraph: list[str]) -> MarkdownBlock | None:
    """The block that begins with this line, or the heading that it makes of the lines above; else None."""
    if opening := _fence.match(line):
        return MarkdownBlock(BlockKind.CODE, "\n".join([line, *_until_closed(rest, opening[1])]))
    if hashes := _hashes.match(line):
        return _heading(_without_closing_hashes(line[hashes.end() :]), len(hashes[1]))
    if _is_underline(line, paragraph):
        return _heading(" ".join(part.strip() for part in paragraph), 1 if "=" in line else 2)
    return None


def _heading(text: str, level: int) -> MarkdownBlock | None:
    return MarkdownBlock(BlockKind.HEADING, text, level) if 0 < len(text) <= LONGEST_HEADING else None


def _is_underline(line: str, paragraph: list[str]) -> bool:
    if not paragraph or _underline.match(line) is None:
        return False
    return _not_a_paragraph.match(paragraph[0]) is None


def _until_closed(lines: Iterator[str], fence: str) -> Iterator[str]:
    """The lines up to the closing fence, with it; all of them where it is missing, as browsers show it."""
    for line in lines:
        yield line
        mark = line.strip()
        if len(mark) >= len(fence) and mark == fence[0] * len(mark):
            return


def _without_closing_hashes(text: str) -> str:
    text = text.strip()
    shorter = text.rstrip("#")
    return shorter.rstrip() if not shorter or shorter[-1] in " \t" else text


def _flush(paragraph: list[str]) -> Iterator[MarkdownBlock]:
    if paragraph:
        yield MarkdownBlock(BlockKind.TEXT, "\n".join(paragraph))
        paragraph.clear()
