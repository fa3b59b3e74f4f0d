"""A view: typed properties over a JSON object that stays as it came, unknown fields included."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

__all__ = ["View", "flag", "number", "objects", "text", "whole"]

Kind = TypeVar("Kind", bound="View")

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class View:
    """A frozen view over `raw`. A field of a wrong type reads as if it were not there."""

    raw: Mapping[str, Any]

    def _view(self, key: str, kind: type[Kind]) -> Kind | None:
        value = self.raw.get(key)
        return kind(value) if isinstance(value, Mapping) else None

    def _views(self, key: str, kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(kind(item) for item in objects(self.raw, key))

    def _inner(self, key: str) -> Mapping[str, Any]:
        value = self.raw.get(key)
        return value if isinstance(value, Mapping) else _NOTHING


def text(raw: Mapping[str, Any], key: str) -> str | None:
    """The string at `key`, or None."""
    value = raw.get(key)
    return value if isinstance(value, str) else None


def whole(raw: Mapping[str, Any], key: str) -> int | None:
    """The integer at `key`, or None. A float without a fraction counts (some servers write 12.0)."""
    value = raw.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(raw: Mapping[str, Any], key: str) -> float | None:
    """The number at `key`, or None."""
    value = raw.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def flag(raw: Mapping[str, Any], key: str) -> bool | None:
    """The boolean at `key`, or None."""
    value = raw.get(key)
    return value if isinstance(value, bool) else None


def objects(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The JSON objects in the list at `key`; everything else in it is left out."""
    value = raw.get(key)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []
