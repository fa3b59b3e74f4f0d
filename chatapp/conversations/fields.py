"""A column that keeps every byte of a JSON value."""

from typing import TYPE_CHECKING, Any

from django.db import models

from chatapp.wire.json.jsontext import dumps_text

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class JsonText(_Field):
    """A JSON value in Postgres' `json` type, which keeps the text as it came.

    `jsonb` refuses U+0000 and lone surrogates and reorders keys; this keeps them. It cannot be queried into:
    what is queried is a column of its own.
    """

    description = "JSON kept as text"

    def db_type(self, connection: Any) -> str:
        return "json"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:
        return None if value is None else dumps_text(value)
