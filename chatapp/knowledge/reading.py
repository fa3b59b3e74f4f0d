"""A source as what is stored of it: title, summary, text, chunks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatapp.knowledge.chunking import Chunk, Paged, chunk_pages
from chatapp.markdown.blocks import BlockKind, MarkdownBlock, blocks
from chatapp.markdown.plain import plain
from chatapp.wire.json.clean import clean_text

__all__ = ["Reading", "Source", "in_pages", "read", "with_plain_line_ends"]

LONGEST_TITLE = 300
LONGEST_SUMMARY = 300

_LOOKED_AT = 10_000
"""Characters of a document in which its first heading and paragraph are looked for."""

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
    """What was read in a source: lines and characters are as they are stored. `headline`: the title before it was
    cut."""

    title: str
    summary: str
    text: str
    pages: tuple[tuple[int, int], ...]
    headline: str

    def chunks(self) -> Iterator[Chunk]:
        """Their paths begin below the title. Made anew each time: of a long text they do not fit into memory."""
        parts = chunk_pages(in_pages(self.text, self.pages))
        return (part.below(self.headline) for part in parts)


def read(source: Source) -> Reading:
    """Titles and summaries are cut where they are too long; what Postgres cannot store becomes U+FFFD.

    Lines end as they do in a browser, so that a place in the text is the same one there; those of pages came so.
    """
    text = clean_text(source.text if source.pages else with_plain_line_ends(source.text))
    beginning = list(blocks(_beginning(text)))
    title = clean_text(source.title) or _first_heading(beginning) or clean_text(source.name)
    return Reading(_cut(title, LONGEST_TITLE), _summary(beginning), text, source.pages, title)


def in_pages(text: str, pages: Sequence[Sequence[int]]) -> list[Paged]:
    """The text of each page, in order; all of it where there are no pages."""
    if not pages:
        return [Paged(None, text)]
    ends = [*(start for _, start in pages[1:]), len(text)]
    return [Paged(number, text[start:end], start) for (number, start), end in zip(pages, ends, strict=True)]


def with_plain_line_ends(text: str) -> str:
    return _line_end.sub("\n", text)


def _beginning(text: str) -> str:
    """Of whole lines, if there are any."""
    beginning = text[:_LOOKED_AT]
    return beginning if beginning == text else beginning.rpartition("\n")[0] or beginning


def _first_heading(beginning: Sequence[MarkdownBlock]) -> str:
    first = next((block.text for block in beginning if block.kind is BlockKind.HEADING), "")
    return plain(first) or first


def _summary(beginning: Sequence[MarkdownBlock]) -> str:
    """The first paragraph, list, or row of a table, as one line of plain text."""
    paragraphs = (block.text for block in beginning if block.kind is BlockKind.TEXT)
    first = next((text for text in paragraphs if not text.startswith("<!--")), "")[: 4 * LONGEST_SUMMARY]
    if first.startswith("|"):
        row = first.partition("\n")[0].strip("| ")
        return _cut(", ".join(plain(cell) for cell in row.split(" | ")), LONGEST_SUMMARY)
    return _cut(plain(_inner_space.sub(" ", _items.sub("", first))), LONGEST_SUMMARY)


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
