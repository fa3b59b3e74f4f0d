"""The body of a call: an object that holds no refused character and follows a schema."""

from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json import jsontext
from chatapp.wire.schema import characters
from chatapp.wire.schema.schema import Schema

__all__ = ["parse", "read", "shaped"]


def read(body: bytes, schema: Schema) -> dict[str, Any]:
    """The object in these bytes. Raises Malformed."""
    raw = jsontext.loads(body)
    if characters.is_suspect(body):
        characters.check(raw)
    return shaped(raw, schema)


def parse(raw: Any, schema: Schema) -> dict[str, Any]:
    """`raw` itself. Raises Malformed."""
    characters.check(raw)
    return shaped(raw, schema)


def shaped(raw: Any, schema: Schema) -> dict[str, Any]:
    """`raw` itself, whatever characters it holds. Raises Malformed."""
    if not isinstance(raw, dict):
        raise Malformed("The request must be a JSON object: {...}.")
    schema.rule(raw, "")
    return raw
