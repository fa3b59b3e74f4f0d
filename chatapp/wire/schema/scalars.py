"""Schemas of texts, numbers and flags, and of objects of any content. `keywords` are those of JSON Schema."""

import math
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.schema import json_schema
from chatapp.wire.schema.schema import Rule, Schema, anything, not_one_of, wrong

__all__ = ["const", "filled", "flag", "integer", "mapping", "number", "text", "word"]

_LONGEST_NUMBER = 10**20


def text(description: str = "", **keywords: Any) -> Schema:
    return Schema(json_schema.text(description, **keywords), _text)


def filled(description: str = "", **keywords: Any) -> Schema:
    """A text that is not empty."""
    return Schema(json_schema.text(description, minLength=1, **keywords), _filled)


def const(*known: str) -> Schema:
    """The tag of a union's member, one word or several. The union has checked it."""
    known = tuple(map(str, known))  # no StrEnum: a dict whose keys are plain strings is read faster
    return Schema(json_schema.const(*known) if len(known) == 1 else json_schema.one_of(known), anything)


def word(*known: str) -> Schema:
    """A text; for providers that know no others, one of these."""

    def words(value: Any, place: str) -> None:
        if value not in known:
            not_one_of(place, known, value)

    return Schema(json_schema.one_of(known), _text, words)


def flag(description: str = "") -> Schema:
    return Schema(json_schema.flag(description), _flag)


def mapping(description: str = "", **keywords: Any) -> Schema:
    """An object of any content."""
    return Schema(json_schema.of("object", description, **keywords), _mapping)


def integer(description: str = "", least: int | None = None, most: int | None = None) -> Schema:
    """An integer of this range, the ends included. 3.0 is none."""
    must = "an integer" + _range(least, most)
    return Schema(json_schema.whole(description, **_ends(least, most)), _within((int,), must, least, most))


def number(description: str, least: float, most: float) -> Schema:
    """An integer or a float of this range, the ends included."""
    must = "a number" + _range(least, most)
    return Schema(
        json_schema.number(description, **_ends(least, most)), _within((int, float), must, least, most)
    )


def _text(value: Any, place: str) -> None:
    if not isinstance(value, str):
        wrong(place, "a string", value)


def _filled(value: Any, place: str) -> None:
    if not isinstance(value, str) or not value:
        wrong(place, "a string that is not empty", value)


def _flag(value: Any, place: str) -> None:
    if not isinstance(value, bool):
        wrong(place, "true or false", value)


def _mapping(value: Any, place: str) -> None:
    if not isinstance(value, dict):
        wrong(place, "an object", value)


def _within(kinds: tuple[type, ...], must: str, least: float | None, most: float | None) -> Rule:
    low, high = -math.inf if least is None else least, math.inf if most is None else most

    def within(value: Any, place: str) -> None:
        if type(value) not in kinds:
            wrong(place, must, value)
        if not low <= value <= high:
            raise Malformed(f"'{place}' must be {must}, not {_digits(value)}.", place)

    return within


def _ends(least: float | None, most: float | None) -> dict[str, float]:
    return {name: end for name, end in (("minimum", least), ("maximum", most)) if end is not None}


def _range(least: float | None, most: float | None) -> str:
    if least is None:
        return ""
    return f" of at least {least}" if most is None else f" between {least} and {most}"


def _digits(value: float) -> str:
    return str(value) if abs(value) < _LONGEST_NUMBER else "a larger one" if value > 0 else "a smaller one"
