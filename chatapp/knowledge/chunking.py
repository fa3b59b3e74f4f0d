"""Markdown to passages: parts that are found and quoted as one. Pure.

A passage is a section, or a part of a long one, cut at the ends of sentences, and never spans two headings. Sizes
are counted in words; eight characters count as one word at least, for scripts that set no spaces.

A comment `<!-- Also asked as: … -->` in a section says how else people ask for it: it is no text of a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import NamedTuple

from chatapp.knowledge.anchors import Anchors
from chatapp.markdown.blocks import BlockKind, MarkdownBlock, blocks
from chatapp.markdown.plain import plain

__all__ = ["Chunk", "Paged", "chunk", "chunk_pages", "shown", "size"]

TARGET = 220
SHORT = 40
LONGEST_CODE = 660
"""Code is not cut below this; above it, at a line."""

_CHARACTERS_PER_WORD = 8
_LONGEST_PART = TARGET * _CHARACTERS_PER_WORD // 4
"""Characters of what has no end inside: a few of these still fill a passage."""

# Not behind a single letter: that is an initial or an abbreviation. An item of a list and a row of a table end, too.
_sentence = re.compile(
    r".+?(?:(?<!\b[^\W\d_])[.!?…][\"'”’)\]*_]*\s+|[。！？]|\n(?=[ \t]*(?:[-*+|]|\d+[.)]))|\Z)", re.DOTALL
)
# Bounded: else a text of nothing but beginnings takes quadratic time.
_also_asked = re.compile(r"<!--\s{,9}also asked as:(.{,2000}?)-->\s*", re.DOTALL | re.IGNORECASE)
_also_asked_line = re.compile(rf"^{_also_asked.pattern}", re.DOTALL | re.IGNORECASE | re.MULTILINE)


class Paged(NamedTuple):
    """The Markdown of a page. `number` is None where there are no pages, `start` its place in the document's text."""

    number: int | None
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """One passage. `path`: the headings above it, outermost first, its own last; empty before the first.

    `page` is the one that it begins on; `start` and `end` are its place in the document's text, in characters, where
    its lines end with one.
    """

    path: tuple[str, ...]
    anchor: str
    text: str
    also: str = ""
    page: int | None = None
    start: int = 0
    end: int = 0

    def below(self, title: str) -> Chunk:
        """Without the title of the document in its path."""
        return replace(self, path=self.path[1:]) if self.path[:1] == (title,) else self


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block or a part of one, with its place in the document's text; or several together."""

    page: int | None
    text: str
    start: int
    end: int

    def joined(self, other: _Piece) -> _Piece:
        return replace(self, text=f"{self.text}\n\n{other.text}", end=other.end)


@dataclass(slots=True)
class _Section:
    path: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    anchor: str = ""
    also: str = ""
    heading: _Piece | None = None
    blocks: list[tuple[Paged, MarkdownBlock]] = field(default_factory=list)

    def take(self, page: Paged, block: MarkdownBlock) -> None:
        if block.kind is BlockKind.TEXT and (found := _also_asked.fullmatch(block.text)):
            self.also = f"{self.also}\n{found[1].strip()}".strip()
        else:
            self.blocks.append((page, block))

    def contains(self, other: _Section) -> bool:
        return other.path[: len(self.path)] == self.path and len(other.path) > len(self.path)


def chunk(source: str) -> list[Chunk]:
    """The passages of a document in order. Every word of the source is in a passage's text, path or `also`."""
    return list(chunk_pages([Paged(None, source)]))


def chunk_pages(pages: Iterable[Paged]) -> Iterator[Chunk]:
    """The same of a document that comes in pages, section by section; one goes on from a page to the next."""
    for section, follower in pairwise(chain(_sections(pages), [_Section()])):
        for one in _texts(section, follower):
            yield Chunk(section.path, section.anchor, one.text, section.also, one.page, one.start, one.end)


def shown(source: str) -> str:
    """The document as its page shows it: without what else its sections are asked as."""
    return _also_asked_line.sub("", source)


def size(text: str) -> int:
    return max(len(text.split()), len(text) // _CHARACTERS_PER_WORD)


def _sections(pages: Iterable[Paged]) -> Iterator[_Section]:
    anchors = Anchors()
    section = _Section()
    for page, block in ((one, block) for one in pages for block in blocks(one.text)):
        if block.kind is not BlockKind.HEADING:
            section.take(page, block)
            continue
        yield section
        heading = plain(block.text) or block.text
        kept = sum(level < block.level for level in section.levels)
        section = _Section(
            (*section.path[:kept], heading),
            (*section.levels[:kept], block.level),
            anchors.take(heading),
            heading=_piece(page, block, heading),
        )
    yield section


def _texts(section: _Section, follower: _Section) -> Iterator[_Piece]:
    if section.blocks:
        yield from _filled(piece for page, block in section.blocks for piece in _pieces(page, block))
    elif section.heading and not section.contains(follower):
        # Else it is in the path of the sections below it.
        yield section.heading


def _filled(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """The pieces put together to texts of about the target's size; none is short while there is another."""
    before, text = None, next(pieces)
    for piece in pieces:
        if size(text.text) + size(piece.text) <= TARGET or size(text.text) < SHORT:
            text = text.joined(piece)
            continue
        if before:
            yield before
        before, text = text, piece
    if before and size(text.text) < SHORT:
        yield before.joined(text)
    elif before:
        yield before
        yield text
    else:
        yield text


def _pieces(page: Paged, block: MarkdownBlock) -> Iterator[_Piece]:
    """The block, or its parts put together to pieces where it is too long."""
    if size(block.text) <= (LONGEST_CODE if block.kind is BlockKind.CODE else TARGET):
        yield _piece(page, block, block.text)
        return
    begun = place = taken = 0
    for part in _parts(block):
        if place > begun and taken + size(part) > TARGET:
            yield _cut_out(page, block, begun, place)
            begun, taken = place, 0
        place += len(part)
        taken += size(part) or 1
    yield _cut_out(page, block, begun, place)


def _piece(page: Paged, block: MarkdownBlock, text: str) -> _Piece:
    return _Piece(page.number, text, page.start + block.start, page.start + block.end)


def _cut_out(page: Paged, block: MarkdownBlock, start: int, end: int) -> _Piece:
    text = block.text[start:end].rstrip()
    begins = page.start + block.start + start
    return _Piece(page.number, text, begins, begins + len(text))


def _parts(block: MarkdownBlock) -> Iterator[str]:
    """Sentences, of code lines; one that is too long by itself is cut at lines, between words, else anywhere."""
    for sentence in [block.text] if block.kind is BlockKind.CODE else _sentence.findall(block.text):
        if block.kind is BlockKind.TEXT and size(sentence) <= TARGET:
            yield sentence
            continue
        for line in sentence.splitlines(keepends=True):
            yield from [line] if size(line) <= TARGET else _cut(line)


def _cut(line: str) -> Iterator[str]:
    start = 0
    while len(line) - start > _LONGEST_PART:
        space = line.rfind(" ", start + 1, start + _LONGEST_PART)
        end = space + 1 if space > 0 else start + _LONGEST_PART
        yield line[start:end]
        start = end
    yield line[start:]
