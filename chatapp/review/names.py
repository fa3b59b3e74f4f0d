"""The words for values of dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from chatapp.accounts.models import ApiKey
from chatapp.usage.models import Kind
from chatapp.usage.sums.dimensions import Dimension

_FLAGS: Final = frozenset({"store", "failed", "estimated", "unpriced"})
_YES_OR_NO: Final = {"true": "yes", "false": "no"}
# Digits of the largest id.
_LONGEST_ID: Final = 18


def named(dimension: Dimension, values: Iterable[str]) -> Mapping[str, str]:
    """How each of the values is shown."""
    known = _known(dimension.name, values)
    return {value: known.get(value, value) or dimension.unknown for value in values}


def _known(name: str, values: Iterable[str]) -> Mapping[str, str]:
    if name == "kind":
        return {kind.value: str(kind.label) for kind in Kind}
    if name == "key":
        keys = ApiKey.objects.filter(
            pk__in=[value for value in values if value.isdecimal() and len(value) <= _LONGEST_ID]
        )
        return {value: f"key {value} (gone)" for value in values if value} | {
            str(key.pk): str(key) for key in keys
        }
    return _YES_OR_NO if name in _FLAGS else {}
