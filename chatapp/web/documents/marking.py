"""What of a document its page marks: the passage that a citation names, and the words that it quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded

from django.http import QueryDict
from django.utils.http import urlencode

from chatapp.knowledge.chunking import Paged, shown
from chatapp.knowledge.models import Document, Passage
from chatapp.lines import one_line

__all__ = ["Marked", "ShownText", "address_of_passage", "marked", "shown_texts"]

LONGEST_QUOTE = 600
"""Characters."""

_place = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Marked:
    """`start` and `end`: a place in the text of the version, in characters; the same where none is named."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ShownText:
    """Markdown as the page gets it, of the page `number` where there are pages.

    `cited_at`: which part of it is marked, "from-to" in UTF-16 units, as scripts count; empty where none is.
    """

    number: int | None
    text: str
    cited_at: str


def marked(asked: QueryDict) -> Marked:
    """As the address says it; nonsense marks nothing."""
    place = _place.fullmatch(asked.get("at", ""))
    start, end = (int(place[1]), int(place[2])) if place else (0, 0)
    return Marked(start, end, one_line(asked.get("quote", ""))[:LONGEST_QUOTE])


def address_of_passage(document: Document, passage: Passage, quote: str) -> str:
    asked = {} if passage.end is None else {"at": f"{passage.start}-{passage.end}"}
    asked["quote"] = quote
    if passage.page:
        asked["page"] = str(passage.page)
    anchor = f"page-{passage.page}" if passage.page else passage.anchor
    return f"{document.get_absolute_url()}?{urlencode(asked)}#{percent_encoded(anchor)}"


def shown_texts(pages: Sequence[Paged], mark: Marked) -> list[ShownText]:
    return [ShownText(page.number, shown(page.text), _cited_at(page, mark)) for page in pages]


def _cited_at(page: Paged, mark: Marked) -> str:
    start, end = max(mark.start - page.start, 0), min(mark.end - page.start, len(page.text))
    if start >= end:
        return ""
    return f"{_units(shown(page.text[:start]))}-{_units(shown(page.text[:end]))}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
