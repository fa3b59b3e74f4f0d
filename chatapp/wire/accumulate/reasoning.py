"""What a model thought, under the names that providers gave it."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.text import TextAccumulator
from chatapp.wire.types.reasoning import _TEXT_KEYS, DETAILS, words_of_detail

__all__ = ["ReasoningAccumulator"]


class ReasoningAccumulator:
    """Keeps every field as it came, and shows the words of one: providers send the same under two names."""

    def __init__(self) -> None:
        self._source = ""
        self._fields: dict[str, TextAccumulator] = {}
        self._details: list[dict[str, Any]] | None = None

    def add(self, key: str, value: Any, *, is_whole: bool = False) -> str:
        """Take one field of a delta; gives the words to show: empty for a second name of the same."""
        shown = self._add_details(value) if key == DETAILS else self._add_words(key, value, is_whole=is_whole)
        if shown and not self._source:
            self._source = key
        return shown if key == self._source else ""

    def text(self, key: str) -> str:
        """The words that came under this name."""
        return str(self._fields.get(key, ""))

    def flush(self) -> str:
        halves = {key: words.flush() for key, words in self._fields.items()}
        return halves.get(self._source, "")

    def to_json(self) -> dict[str, Any]:
        fields: dict[str, Any] = {key: str(words) for key, words in self._fields.items()}
        return fields if self._details is None else {**fields, DETAILS: [dict(d) for d in self._details]}

    def _add_words(self, key: str, words: str, *, is_whole: bool) -> str:
        field = self._fields.setdefault(key, TextAccumulator())
        return field.add(field.unseen(words) if is_whole else words)

    def _add_details(self, details: list[Any]) -> str:
        if self._details is None:
            self._details = []
        shown = ""
        for detail in details:
            if isinstance(detail, Mapping):
                self._add_detail(self._details, dict(detail))
                shown += words_of_detail(detail)
        return shown

    def _add_detail(self, known: list[dict[str, Any]], detail: dict[str, Any]) -> None:
        """Words go on in the last detail if it has the same type and index; all else is a new detail."""
        last = known[-1] if known else {}
        if not _goes_on(last, detail):
            known.append(detail)
            return
        for key, value in detail.items():
            if key in _TEXT_KEYS and isinstance(value, str):
                last[key] = (last.get(key) or "") + value
            elif value is not None or key not in last:
                last[key] = value


def _goes_on(last: Mapping[str, Any], detail: Mapping[str, Any]) -> bool:
    same = all(last.get(key) == detail.get(key) for key in ("type", "index"))
    return same and any(isinstance(detail.get(key), str) for key in _TEXT_KEYS)
