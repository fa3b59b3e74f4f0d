"""Rules for values of one kind, and rules made of rules. Every rule refuses null: `fields` takes null for absent."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import member

__all__ = [
    "Rule",
    "each",
    "fields",
    "filled",
    "flag",
    "integer",
    "mapping",
    "number",
    "string",
    "string_or",
    "typed",
    "wrong",
]

Rule: TypeAlias = Callable[[Any, str], None]

_LONGEST_NUMBER = 10**20


def wrong(place: str, must: str, value: Any) -> NoReturn:
    """Raises the error for a `value` of another kind than it must be."""
    if value is None:
        raise Malformed(f"'{place}' is missing or null: it must be {must}.", place)
    raise Malformed(f"'{place}' must be {must}, not {_kind(value)}.", place)


# One value


def string(value: Any, place: str) -> None:
    if not isinstance(value, str):
        wrong(place, "a string", value)


def filled(value: Any, place: str) -> None:
    if not isinstance(value, str) or not value:
        wrong(place, "a string that is not empty", value)


def flag(value: Any, place: str) -> None:
    if not isinstance(value, bool):
        wrong(place, "true or false", value)


def mapping(value: Any, place: str) -> None:
    if not isinstance(value, dict):
        wrong(place, "an object", value)


def integer(least: int | None = None, most: int | None = None) -> Rule:
    """An integer of this range, the ends included. 3.0 is none."""
    must = "an integer" + _range(least, most)

    def check(value: Any, place: str) -> None:
        if type(value) is not int:
            wrong(place, must, value)
        if (least is not None and value < least) or (most is not None and value > most):
            raise Malformed(f"'{place}' must be {must}, not {_digits(value)}.", place)

    return check


def number(least: float, most: float) -> Rule:
    """An integer or a float of this range, the ends included."""
    must = "a number" + _range(least, most)

    def check(value: Any, place: str) -> None:
        if type(value) is not int and type(value) is not float:
            wrong(place, must, value)
        if not least <= value <= most:
            raise Malformed(f"'{place}' must be {must}, not {_digits(value)}.", place)

    return check


# Values of values


def string_or(kind: type[dict[str, Any] | list[Any]], must: str, rule: Rule) -> Rule:
    """A string, or a value of `kind` that follows `rule`."""

    def check(value: Any, place: str) -> None:
        if isinstance(value, str):
            return
        if not isinstance(value, kind):
            wrong(place, must, value)
        rule(value, place)

    return check


def each(rule: Rule, must: str = "a list", least: int = 0) -> Rule:
    """A list of at least so many values that follow `rule` each."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            wrong(place, must, value)
        for index, inner in enumerate(value):
            rule(inner, f"{place}[{index}]")

    return check


def fields(rules: Mapping[str, Rule], needs: Sequence[str] = ()) -> Rule:
    """An object whose fields follow the rules of their names. Null is absent; only `needs` must be there."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            wrong(place, "an object", value)
        for name in needs:
            if value.get(name) is None:
                rules[name](None, member(place, name))
        for name, inner in value.items():
            rule = rules.get(name)
            if rule is not None and inner is not None:
                rule(inner, f"{place}.{name}" if place else name)

    return check


def typed(bodies: Mapping[str, Rule]) -> Rule:
    """An object with a `type`. One of a known type follows the rule of that type, too."""
    head = fields({"type": string}, needs=("type",))

    def check(value: Any, place: str) -> None:
        head(value, place)
        rule = bodies.get(value["type"])
        if rule is not None:
            rule(value, place)

    return check


def _range(least: float | None, most: float | None) -> str:
    if least is None:
        return ""
    return f" of at least {least}" if most is None else f" between {least} and {most}"


def _digits(value: float) -> str:
    return str(value) if abs(value) < _LONGEST_NUMBER else "a larger one" if value > 0 else "a smaller one"


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return "a string" if value else "an empty string"
        case int():
            return "an integer"
        case float():
            return "a number with a decimal point"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "an object"
