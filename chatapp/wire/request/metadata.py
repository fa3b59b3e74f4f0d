"""Metadata, within the public service's limits."""

from dataclasses import replace
from typing import Any, Final

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import member
from chatapp.wire.schema import json_schema
from chatapp.wire.schema.json_schema import of
from chatapp.wire.schema.schema import Schema, wrong
from chatapp.wire.schema.structures import fields, or_null

__all__ = ["CHANGE", "METADATA", "PAIRS"]

_MAX_PAIRS: Final = 16
_MAX_KEY: Final = 64
"""Characters."""
_MAX_VALUE: Final = 512
"""Characters."""


def _metadata(value: Any, place: str) -> None:
    """At most 16 pairs of strings."""
    if not isinstance(value, dict):
        wrong(place, "an object of strings", value)
    if len(value) > _MAX_PAIRS:
        raise Malformed(f"'{place}' has {len(value)} pairs: at most {_MAX_PAIRS} are allowed.", place)
    for key, text in value.items():
        _pair(key, text, member(place, key))


def _pair(key: str, text: Any, place: str) -> None:
    if len(key) > _MAX_KEY:
        raise Malformed(f"The name of '{place}' is longer than {_MAX_KEY} characters: shorten it.", place)
    if not isinstance(text, str):
        wrong(place, "a string", text)
    if len(text) > _MAX_VALUE:
        raise Malformed(f"'{place}' is longer than {_MAX_VALUE} characters: shorten it.", place)


PAIRS: Final = Schema(
    of(
        "object",
        f"Up to {_MAX_PAIRS} pairs of your own, by which stored completions are found and costs are told apart. "
        f"Names of up to {_MAX_KEY} characters, values of up to {_MAX_VALUE}.",
        maxProperties=_MAX_PAIRS,
        propertyNames={"maxLength": _MAX_KEY},
        additionalProperties=json_schema.text(maxLength=_MAX_VALUE),
    ),
    _metadata,
)
METADATA: Final = PAIRS.annotated(examples=[{"project": "newsletter"}]).component("Metadata")

_NEW: Final = METADATA.annotated(description="In the place of what there was; null: none.")
_CHANGE: Final = fields({"metadata": or_null(_NEW)}, needs=("metadata",))


def _change(value: Any, place: str) -> None:
    _CHANGE.rule(value, place)
    if "metadata" not in value:
        words = "'metadata' is missing: send an object of strings, or null to take all away."
        raise Malformed(words, "metadata")


CHANGE: Final = replace(_CHANGE, rule=_change).component("UpdateChatCompletionRequest")
"""The body of `POST /chat/completions/{completion_id}`."""
