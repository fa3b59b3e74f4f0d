"""A source as what is stored of it: title, summary, text, chunks. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatapp.knowledge.chunking import Chunk, Paged, chunk_pages
from chatapp.markdown.blocks import BlockKind, blocks
from chatapp.markdown.plain import plain

__all__ = ["Reading", "Source", "in_pages", "read", "storable", "with_plain_line_ends"]

LONGEST_TITLE = 300
LONGEST_SUMMARY = 300

_LOOKED_AT = 10_000
"""Characters of a document in which its first paragraph is looked for."""

_unstorable = re.compile("[\x00\ud800-\udfff]")
_line_end = re.compile(r"\r\n?")
_items = re.compile(r"^[ \t]*[-*+>][ \t]+", re.MULTILINE)
_inner_space = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """A text to take in. `name` is its title unless it has a first heading, or a `title` is given.

    `pages`: the number of each page with the place in the text at which it begins; empty where there are none.
    """

    slug: str
    name: str
    text: str
    title: str = ""
    pages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a source. The paths of the chunks begin below the title."""

    title: str
    summary: str
    text: str
    chunks: tuple[Chunk, ...]


def read(source: Source) -> Reading:
    """Titles and summaries are cut where they are too long; what Postgres cannot store becomes U+FFFD.

    Lines end as they do in a browser, so that a place in the text is the same one there; those of pages came so.
    """
    text = storable(source.text if source.pages else with_plain_line_ends(source.text))
    chunks = chunk_pages(in_pages(text, source.pages))
    title = storable(source.title) or next(
        (part.path[0] for part in chunks if part.path), storable(source.name)
    )
    below = tuple(part.below(title) for part in chunks)
    return Reading(_cut(title, LONGEST_TITLE), _summary(text), text, below)


def in_pages(text: str, pages: Sequence[Sequence[int]]) -> list[Paged]:
    """The text of each page, in order; all of it where there are no pages."""
    if not pages:
        return [Paged(None, text)]
    ends = [*(start for _, start in pages[1:]), len(text)]
    return [Paged(number, text[start:end], start) for (number, start), end in zip(pages, ends, strict=True)]


def with_plain_line_ends(text: str) -> str:
    return _line_end.sub("\n", text)


def storable(text: str) -> str:
    """With U+FFFD for what Postgres cannot store."""
    return _unstorable.sub("\ufffd", text)


def _summary(text: str) -> str:
    """The first paragraph, list, or row of a table, as one line of plain text."""
    paragraphs = (block.text for block in blocks(text[:_LOOKED_AT]) if block.kind is BlockKind.TEXT)
    first = next((text for text in paragraphs if not text.startswith("<!--")), "")[: 4 * LONGEST_SUMMARY]
    if first.startswith("|"):
        row = first.partition("\n")[0].strip("| ")
        return _cut(", ".join(plain(cell) for cell in row.split(" | ")), LONGEST_SUMMARY)
    return _cut(plain(_inner_space.sub(" ", _items.sub("", first))), LONGEST_SUMMARY)


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
