"""A field in the two shapes of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from chatapp.wire.schema import json_schema
from chatapp.wire.schema.json_schema import Json, or_null, text

__all__ = ["BOTH", "Field", "Shape", "appended", "described"]


class Shape(Enum):
    WHOLE = "whole"
    CHUNK = "chunk"


BOTH = frozenset(Shape)
_WHOLE = frozenset((Shape.WHOLE,))


@dataclass(frozen=True, slots=True)
class Field:
    """JSON Schema of a field by shape; None where that shape does not have it. `always`: where it is never absent."""

    whole: Json | None
    chunk: Json | None
    always: frozenset[Shape] = frozenset()

    @classmethod
    def same(cls, schema: Json, always: frozenset[Shape] = frozenset()) -> Field:
        return cls(schema, schema, always)

    def of(self, shape: Shape) -> Json | None:
        return self.whole if shape is Shape.WHOLE else self.chunk


def appended(description: str, *, always: bool = False) -> Field:
    """A text that a stream sends piece by piece."""
    pieces = or_null(text("To be appended."))
    return Field(or_null(text(description)), pieces, _WHOLE if always else frozenset())


def described(table: Mapping[str, Field], shape: Shape, description: str = "") -> Json:
    """The object with these fields, in this shape."""
    found = {name: schema for name, field in table.items() if (schema := field.of(shape)) is not None}
    needs = [name for name in found if shape in table[name].always]
    return json_schema.fields(found, description, needs=needs)
