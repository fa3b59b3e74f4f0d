"""The description of a value: the rule that checks it, and its JSON Schema."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeAlias

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import visible
from chatapp.wire.schema.json_schema import Json, ref

__all__ = ["Rule", "Schema", "anything", "components", "not_one_of", "wrong"]

Rule: TypeAlias = Callable[[Any, str], None]
"""Takes a value and its path. Raises Malformed, or does nothing."""


def anything(value: Any, place: str) -> None:
    """The rule that accepts every value; rules of objects and unions skip it."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a value must be.

    `rule` refuses null: an object takes it for absent. `words` is the stricter rule for a value that follows `rule`,
    for providers that know only the words of the API: it refuses other types and names of tools, say. `json` refers
    to `components` by their names.
    """

    json: Json
    rule: Rule
    words: Rule = anything
    components: Mapping[str, Json] = field(default_factory=dict)

    def component(self, name: str) -> "Schema":
        """The same, as a component of the OpenAPI document."""
        return replace(self, json=ref(name), components={**self.components, name: self.json})

    def annotated(self, **keywords: Any) -> "Schema":
        """The same, with other annotations in JSON Schema: its description, its examples."""
        return replace(self, json={**self.json, **keywords})

    @property
    def definition(self) -> Json:
        """`json`, or the component that it refers to."""
        return self.components[self.json["$ref"].rpartition("/")[2]] if "$ref" in self.json else self.json


def components(schemas: Iterable[Schema]) -> dict[str, Json]:
    """Those of all these schemas."""
    return {name: json for schema in schemas for name, json in schema.components.items()}


def wrong(place: str, must: str, value: Any) -> NoReturn:
    """Raises the error for a `value` of another kind than it must be."""
    if value is None:
        raise Malformed(f"'{place}' is missing or null: it must be {must}.", place)
    raise Malformed(f"'{place}' must be {must}, not {_kind(value)}.", place)


def not_one_of(place: str, known: Iterable[str], said: str) -> NoReturn:
    """Raises the error for a word that is none of those."""
    shown = visible(said, 40)
    raise Malformed(f"'{place}' must be one of {', '.join(known)}, not '{shown}'.", place)


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
