"""Annotations of an answer: citations."""

from dataclasses import dataclass

from chatapp.wire.types.view import View, text

__all__ = ["Annotation"]


@dataclass(frozen=True, slots=True)
class Annotation(View):
    """One annotation of a message."""

    @classmethod
    def url_citation(cls, url: str, title: str, start_index: int, end_index: int) -> "Annotation":
        place = {"start_index": start_index, "end_index": end_index}
        return cls({"type": "url_citation", "url_citation": {"url": url, "title": title, **place}})

    @property
    def url(self) -> str:
        return text(self._inner("url_citation"), "url") or ""

    @property
    def title(self) -> str:
        return text(self._inner("url_citation"), "title") or ""
