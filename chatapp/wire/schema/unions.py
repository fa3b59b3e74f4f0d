"""Schemas of unions: a text or something else, objects told apart by a tag."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from chatapp.wire.schema import json_schema
from chatapp.wire.schema.json_schema import Json
from chatapp.wire.schema.scalars import const, text
from chatapp.wire.schema.schema import Rule, Schema, anything, components, not_one_of, wrong
from chatapp.wire.schema.structures import fields

__all__ = ["of_type", "tagged", "text_or", "typed"]

_NOTHING: Mapping[str, Schema] = {}


def text_or(other: Schema, said: Schema, description: str = "", *, must: str) -> Schema:
    """A text (`said`), or the `other` value: a list or an object."""
    kind = list if other.json.get("type") == "array" else dict

    def rule(value: Any, place: str) -> None:
        if isinstance(value, str):
            return
        if not isinstance(value, kind):
            wrong(place, must, value)
        other.rule(value, place)

    def words(value: Any, place: str) -> None:
        (said if isinstance(value, str) else other).words(value, place)

    return Schema(
        json_schema.either(said.json, other.json, description=description),
        rule,
        anything if said.words is other.words is anything else words,
        components((said, other)),
    )


def tagged(key: str, known: type[StrEnum], *bodies: Schema, description: str) -> Schema:
    """An object that follows the body of its tag, the word at `key`.

    An error names the `known` tags; a body may have others.
    """
    by_tag = {tag: body for body in bodies for tag in _tags(body, key)}
    rules = {tag: body.rule for tag, body in by_tag.items()}

    def rule(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            wrong(place, f"an object with a '{key}'", value)
        tag = value.get(key)
        body = rules.get(tag) if isinstance(tag, str) else None
        if body is not None:
            body(value, place)
        elif isinstance(tag, str):
            not_one_of(f"{place}.{key}", known, tag)
        else:
            wrong(f"{place}.{key}", f"one of {', '.join(known)}", tag)

    return Schema(
        json_schema.one_kind(
            [body.json for body in bodies], description, **_discriminator(by_tag, key, len(bodies))
        ),
        rule,
        _words_of(by_tag, key),
        components(bodies),
    )


def typed(*bodies: Schema, common: Mapping[str, Schema] = _NOTHING, description: str = "") -> Schema:
    """An object that follows the body of its `type`, and has the fields that are `common` to all types.

    One of an unknown type follows the body without a tag. Where there is none, `rule` accepts it and `words` does not.
    """
    by_tag = {tag: body for body in bodies for tag in _tags(body, "type")}
    other = next((body for body in bodies if not _tags(body, "type")), None)
    head = fields({**common, "type": text()}, needs=(*common, "type"))
    inner = _words_of(by_tag, "type")

    def rule(value: Any, place: str) -> None:
        head.rule(value, place)
        body = by_tag.get(value["type"], other)
        if body is not None:
            body.rule(value, place)

    def words(value: Any, place: str) -> None:
        if value["type"] not in by_tag:
            not_one_of(f"{place}.type", by_tag, value["type"])
        inner(value, place)

    return Schema(
        json_schema.one_kind([_with(common, body.json) for body in bodies], description),
        rule,
        inner if other else words,
        components((*common.values(), *bodies)),
    )


def of_type(name: str, body: Schema, description: str = "") -> Schema:
    """The body of a type whose content stands in a field of the same name."""
    name = str(name)
    return fields({"type": const(name), name: body}, description, needs=("type", name))


def _words_of(by_tag: Mapping[str, Schema], key: str) -> Rule:
    def words(value: Any, place: str) -> None:
        if value[key] in by_tag:
            by_tag[value[key]].words(value, place)

    return anything if all(body.words is anything for body in by_tag.values()) else words


def _with(common: Mapping[str, Schema], body: Json) -> Json:
    properties = {**{name: schema.json for name, schema in common.items()}, **body["properties"]}
    return {**body, "properties": properties, "required": [*common, *body["required"]]}


def _tags(body: Schema, key: str) -> list[str]:
    """The words that `key` has in this body."""
    tag: Json = body.definition["properties"][key]
    return [tag["const"]] if "const" in tag else tag.get("enum", [])


def _discriminator(by_tag: Mapping[str, Schema], key: str, bodies: int) -> Json:
    """Only where each body has one tag."""
    mapping = {tag: body.json["$ref"] for tag, body in by_tag.items()}
    return {"discriminator": {"propertyName": key, "mapping": mapping}} if len(mapping) == bodies else {}
