"""The rule for metadata: the public service's limits."""

from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import member
from chatapp.wire.schema.values import wrong

__all__ = ["MAX_KEY", "MAX_PAIRS", "MAX_VALUE", "metadata"]

MAX_PAIRS = 16
MAX_KEY = 64
"""Characters."""
MAX_VALUE = 512
"""Characters."""


def metadata(value: Any, place: str) -> None:
    """At most 16 pairs of strings."""
    if not isinstance(value, dict):
        wrong(place, "an object of strings", value)
    if len(value) > MAX_PAIRS:
        raise Malformed(f"'{place}' has {len(value)} pairs: at most {MAX_PAIRS} are allowed.", place)
    for key, text in value.items():
        _pair(key, text, member(place, key))


def _pair(key: str, text: Any, place: str) -> None:
    if len(key) > MAX_KEY:
        raise Malformed(f"The name of '{place}' is longer than {MAX_KEY} characters: shorten it.", place)
    if not isinstance(text, str):
        wrong(place, "a string", text)
    if len(text) > MAX_VALUE:
        raise Malformed(f"'{place}' is longer than {MAX_VALUE} characters: shorten it.", place)
