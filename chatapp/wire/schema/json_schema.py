"""JSON Schema 2020-12, as the OpenAPI document has it. `keywords` are its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

NULL: Json = {"type": "null"}


def of(type: str, description: str = "", **keywords: Any) -> Json:
    return {"type": type, **keywords, **_described(description)}


def text(description: str = "", **keywords: Any) -> Json:
    return of("string", description, **keywords)


def whole(description: str = "", **keywords: Any) -> Json:
    return of("integer", description, **keywords)


def number(description: str = "", **keywords: Any) -> Json:
    return of("number", description, **keywords)


def flag(description: str = "", **keywords: Any) -> Json:
    return of("boolean", description, **keywords)


def listed(items: Json, description: str = "", **keywords: Any) -> Json:
    return of("array", description, items=items, **keywords)


def fields(
    properties: Mapping[str, Json], description: str = "", *, needs: Sequence[str] = (), **keywords: Any
) -> Json:
    """An object. Fields that are not named may be there, too."""
    required = {"required": list(needs)} if needs else {}
    return of("object", description, properties=dict(properties), **required, **keywords)


def const(value: str, description: str = "") -> Json:
    return text(description, const=value)


def one_of(words: Sequence[str], description: str = "") -> Json:
    return text(description, enum=list(words))


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def either(*schemas: Json, description: str = "", **keywords: Any) -> Json:
    return {"anyOf": list(schemas), **keywords, **_described(description)}


def one_kind(schemas: Sequence[Json], description: str = "", **keywords: Any) -> Json:
    return {"oneOf": list(schemas), **keywords, **_described(description)}


def or_null(schema: Json) -> Json:
    """The same, or null. A description beside it stays outermost."""
    if isinstance(schema.get("type"), str) and "const" not in schema and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], NULL]}
    inner = {key: value for key, value in schema.items() if key != "description"}
    return either(inner, NULL, description=schema.get("description", ""))


def _described(description: str) -> Json:
    return {"description": description} if description else {}
