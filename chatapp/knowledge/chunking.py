"""Markdown to passages: parts that are found and quoted as one. Pure.

A passage is a section, or a part of a long one, and never spans two headings. Sizes are counted in words;
eight characters count as one word at least, for scripts that set no spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chatapp.knowledge.anchors import Anchors
from chatapp.markdown.blocks import BlockKind, MarkdownBlock, blocks
from chatapp.markdown.plain import plain

__all__ = ["Chunk", "chunk", "size"]

TARGET = 220
SHORT = 40
LONGEST_CODE = 660
"""Code is not cut below this; above it, at a line."""

_CHARACTERS_PER_WORD = 8


@dataclass(frozen=True, slots=True)
class Chunk:
    """One passage. `path`: the headings above it, outermost first, its own last; empty before the first."""

    path: tuple[str, ...]
    anchor: str
    text: str


@dataclass(slots=True)
class _Section:
    path: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    anchor: str = ""
    blocks: list[MarkdownBlock] = field(default_factory=list)

    def contains(self, other: _Section) -> bool:
        return other.path[: len(self.path)] == self.path and len(other.path) > len(self.path)


def chunk(source: str) -> list[Chunk]:
    """The passages of a document in order. Every word of the source is in a passage's text or path."""
    sections = list(_sections(source))
    followers = [*sections[1:], _Section()]
    return [
        Chunk(section.path, section.anchor, text)
        for section, follower in zip(sections, followers, strict=True)
        for text in _texts(section, follower)
    ]


def size(text: str) -> int:
    return max(len(text.split()), len(text) // _CHARACTERS_PER_WORD)


def _sections(source: str) -> Iterator[_Section]:
    anchors = Anchors()
    section = _Section()
    for block in blocks(source):
        if block.kind is not BlockKind.HEADING:
            section.blocks.append(block)
            continue
        yield section
        heading = plain(block.text) or block.text
        kept = sum(level < block.level for level in section.levels)
        section = _Section(
            (*section.path[:kept], heading), (*section.levels[:kept], block.level), anchors.take(heading)
        )
    yield section


def _texts(section: _Section, follower: _Section) -> list[str]:
    if section.blocks:
        return _filled(piece for block in section.blocks for piece in _pieces(block))
    # A heading without text of its own is in the path of the sections below it.
    return [section.path[-1]] if section.path and not section.contains(follower) else []


def _filled(pieces: Iterable[str]) -> list[str]:
    """The pieces put together to texts of about the target's size; none is short while there is another."""
    texts: list[str] = []
    for piece in pieces:
        if texts and (size(texts[-1]) + size(piece) <= TARGET or size(texts[-1]) < SHORT):
            texts[-1] = f"{texts[-1]}\n\n{piece}"
        else:
            texts.append(piece)
    if len(texts) > 1 and size(texts[-1]) < SHORT:
        texts[-2:] = [f"{texts[-2]}\n\n{texts[-1]}"]
    return texts


def _pieces(block: MarkdownBlock) -> Iterator[str]:
    """The block, or its lines put together to pieces where it is too long."""
    if size(block.text) <= (LONGEST_CODE if block.kind is BlockKind.CODE else TARGET):
        yield block.text
        return
    piece: list[str] = []
    taken = 0
    for line in block.text.split("\n"):
        for part in _parts(line):
            if piece and taken + size(part) > TARGET:
                yield "\n".join(piece)
                piece, taken = [], 0
            piece.append(part)
            taken += size(part) or 1
    yield "\n".join(piece)


def _parts(line: str) -> Iterator[str]:
    """A line cut where it is too long: after a sentence, else between words, else anywhere."""
    longest = TARGET * _CHARACTERS_PER_WORD // 2
    start = 0
    while len(line) - start > longest:
        end = _last_end(line, start, start + longest)
        yield line[start:end]
        start = end
    yield line[start:]


def _last_end(line: str, start: int, end: int) -> int:
    for mark in (". ", " "):
        if (found := line.rfind(mark, start + 1, end)) > 0:
            return found + len(mark)
    return end
