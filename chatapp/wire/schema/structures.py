"""Schemas of lists and of objects."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chatapp.wire.json.path import member
from chatapp.wire.schema import json_schema
from chatapp.wire.schema.schema import Rule, Schema, anything, components, wrong

__all__ = ["fields", "listed", "or_null"]


def listed(
    item: Schema, description: str = "", *, must: str = "a list", least: int = 0, **keywords: Any
) -> Schema:
    """A list of at least so many items."""
    keywords |= {"minItems": least} if least else {}
    return Schema(
        json_schema.listed(item.json, description, **keywords),
        _each(item.rule, must, least),
        anything if item.words is anything else _each(item.words),
        item.components,
    )


def fields(
    properties: Mapping[str, Schema], description: str = "", *, needs: Sequence[str] = (), **keywords: Any
) -> Schema:
    """An object with these fields, and any others. Null is absent; only `needs` must be there."""
    json = {
        name: schema.json if name in needs else json_schema.or_null(schema.json)
        for name, schema in properties.items()
    }
    words = {name: schema.words for name, schema in properties.items() if schema.words is not anything}
    return Schema(
        json_schema.fields(json, description, needs=needs, **keywords),
        _members({name: schema.rule for name, schema in properties.items()}, needs),
        _members(words) if words else anything,
        components(properties.values()),
    )


def or_null(schema: Schema) -> Schema:
    """A field that must be there and may be null."""

    def rule(value: Any, place: str) -> None:
        if value is not None:
            schema.rule(value, place)

    return replace(schema, json=json_schema.or_null(schema.json), rule=rule)


def _each(rule: Rule, must: str = "a list", least: int = 0) -> Rule:
    def each(value: Any, place: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            wrong(place, must, value)
        for index, inner in enumerate(value):
            rule(inner, f"{place}[{index}]")

    return each


def _members(rules: Mapping[str, Rule], needs: Sequence[str] = ()) -> Rule:
    rules = {name: rule for name, rule in rules.items() if rule is not anything}
    needed = [name for name in needs if name in rules]

    def members(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            wrong(place, "an object", value)
        for name in needed:
            if value.get(name) is None:
                rules[name](None, member(place, name))
        for name, inner in value.items():
            rule = rules.get(name)
            if rule is not None and inner is not None:
                rule(inner, f"{place}.{name}" if place else name)

    return members
