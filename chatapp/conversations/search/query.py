"""The query of a search, parsed from the typed line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .terms import prefix, quoted, words

__all__ = ["Query", "QueryError", "parse"]

LONGEST = 500
_MOST_WORDS = 12

_token = re.compile(r'(?:(?P<name>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.I)
_DATES = ("%Y-%m-%d", "%Y-%m", "%Y")
_HAS = ("file", "tool")


class QueryError(Exception):
    """An operator has a value that it does not take; `str()` is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Query:
    """All of it has to hold. `words` may be beginnings of words, `phrases` are words in a row, `labels` as in `terms`.

    `labels` may be beginnings, too: of the name of a model; and so may `folder` and `tags`.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    labels: tuple[str, ...] = ()
    before: datetime | None = None
    after: datetime | None = None
    folder: str | None = None
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.of_messages or self.of_shelves

    @property
    def of_messages(self) -> bool:
        return bool(self.words or self.phrases or self.labels)

    @property
    def of_shelves(self) -> bool:
        return bool(self.tags) or self.folder is not None

    def of(self, owner_id: int, slice_: int, stems: Sequence[str]) -> str:
        """The `tsquery` for one slice of a person's; `stems` are those of `words`."""
        start = prefix(owner_id, slice_)
        found = [
            f"({_exact(start, word)} | {_beginning(start, word)} | {_beginning(start, stem)})"
            for word, stem in zip(self.words, stems, strict=True)
        ]
        found += [f"({' <-> '.join(_exact(start, word) for word in phrase)})" for phrase in self.phrases]
        found += [_beginning(start, label) for label in self.labels]
        return " & ".join(found)


def parse(text: str) -> Query:
    """Raises QueryError."""
    found = _Reader()
    for token in _token.finditer(text[:LONGEST]):
        found.take(token)
    return Query(
        tuple(dict.fromkeys(found.words))[:_MOST_WORDS],
        tuple(found.phrases)[:_MOST_WORDS],
        tuple(found.labels)[:_MOST_WORDS],
        found.before,
        found.after,
        found.folder,
        tuple(found.tags)[:_MOST_WORDS],
    )


class _Reader:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.phrases: list[tuple[str, ...]] = []
        self.labels: list[str] = []
        self.before: datetime | None = None
        self.after: datetime | None = None
        self.folder: str | None = None
        self.tags: list[str] = []

    def take(self, token: re.Match[str]) -> None:
        name, value = (token["name"] or "").lower(), token["word"] or token["phrase"] or ""
        match name:
            case "model":
                self.labels.append(f"model:{value.lower()}")
            case "has":
                self.labels += self._has(value.lower())
            case "before":
                self.before = _date(name, value)
            case "after":
                self.after = _date(name, value)
            case "in":
                self.folder = value
            case "tag":
                self.tags.append(value.lstrip("#").lower())
            case _:
                self._say(token)

    def _has(self, value: str) -> Iterator[str]:
        if value not in _HAS:
            raise QueryError("“has:” takes “file” or “tool”.")
        yield f"has:{value}"

    def _say(self, token: re.Match[str]) -> None:
        self.words += words(token["name"] or "")
        if token["phrase"] is None:
            self.words += words(token["word"])
        elif phrase := tuple(words(token["phrase"])):
            self.phrases.append(phrase)


def _date(name: str, value: str) -> datetime:
    """Its beginning, in the time zone of the server."""
    for form in _DATES:
        try:
            return timezone.make_aware(datetime.strptime(value, form))
        except (ValueError, OverflowError):
            continue
    raise QueryError(f"“{name}:” takes a day, a month or a year, as in {name}:2026-03-31.")


def _exact(start: str, word: str) -> str:
    return quoted(start + word)


def _beginning(start: str, word: str) -> str:
    return f"{quoted(start + word)}:*"
