"""Lists of objects on their way out.

The official Python client joins the objects of a list by their `index`, and raises where a second list of the
same field comes without: a list goes out once, or with an `index` in each of its objects.
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["OutgoingDetails", "OutgoingList", "with_indexes"]

_TEXT_KEYS = ("text", "summary")


def with_indexes(objects: list[Any], start: int) -> list[dict[str, Any]]:
    """The objects of the list, counted from `start` where they do not count themselves."""
    found = [one for one in objects if isinstance(one, dict)]
    return [{"index": index, **one} for index, one in enumerate(found, start)]


class OutgoingList:
    """A list that grows, of which what is new goes out."""

    def __init__(self) -> None:
        self._sent: int | None = None

    def rest(self, known: Any) -> list[Any] | None:
        """What of the list was not sent yet; None if there is nothing to tell."""
        if not isinstance(known, list) or len(known) == self._sent:
            return None
        start, self._sent = self._sent, len(known)
        return known if start is None else with_indexes(known[start:], start)


class OutgoingDetails:
    """`reasoning_details`: live where the provider counts them from 0, else all of them at the end."""

    def __init__(self) -> None:
        self._is_live: bool | None = None
        self._late = OutgoingList()
        self._last: dict[str, Any] = {}
        self._count = 0

    def take(self, details: list[Any]) -> list[dict[str, Any]]:
        """What can go out now."""
        found = [detail for detail in details if isinstance(detail, dict)]
        if found and self._is_live is None:
            self._is_live = found[0].get("index") == 0
        return [self._detail(detail) for detail in found] if self._is_live else []

    def rest(self, known: Any) -> list[Any] | None:
        """What can go out only at the end, of all that is known; None if there is nothing to tell."""
        return None if self._is_live else self._late.rest(known)

    def _detail(self, detail: dict[str, Any]) -> dict[str, Any]:
        if not _goes_on(self._last, detail):
            self._last = dict(detail)
            self._count += 1
            return {**detail, "index": self._count - 1}
        new = {
            key: value for key, value in detail.items() if key in _TEXT_KEYS or value != self._last.get(key)
        }
        self._last.update(new)
        return {"index": self._count - 1, **_kind(detail), **new}


def _kind(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": detail["type"]} if "type" in detail else {}


def _goes_on(last: Mapping[str, Any], detail: Mapping[str, Any]) -> bool:
    same = bool(last) and all(last.get(key) == detail.get(key) for key in ("type", "index"))
    return same and any(isinstance(detail.get(key), str) for key in _TEXT_KEYS)
