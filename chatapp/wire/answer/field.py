"""A field in the two forms of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from chatapp.wire.schema import json_schema
from chatapp.wire.schema.json_schema import Json, or_null, text

__all__ = ["BOTH", "Field", "Form", "appended", "described"]


class Form(Enum):
    WHOLE = "whole"
    CHUNK = "chunk"


BOTH = frozenset(Form)
_WHOLE = frozenset((Form.WHOLE,))


@dataclass(frozen=True, slots=True)
class Field:
    """JSON Schema of a field by form; None where that form does not have it. `always`: where it is never absent."""

    whole: Json | None
    chunk: Json | None
    always: frozenset[Form] = frozenset()

    @classmethod
    def same(cls, schema: Json, always: frozenset[Form] = frozenset()) -> Field:
        return cls(schema, schema, always)

    def of(self, form: Form) -> Json | None:
        return self.whole if form is Form.WHOLE else self.chunk


def appended(description: str, *, always: bool = False) -> Field:
    """A text that a stream sends piece by piece."""
    pieces = or_null(text("To be appended."))
    return Field(or_null(text(description)), pieces, _WHOLE if always else frozenset())


def described(table: Mapping[str, Field], form: Form, description: str = "") -> Json:
    """The object with these fields, in this form."""
    found = {name: schema for name, field in table.items() if (schema := field.of(form)) is not None}
    needs = [name for name in found if form in table[name].always]
    return json_schema.fields(found, description, needs=needs)
