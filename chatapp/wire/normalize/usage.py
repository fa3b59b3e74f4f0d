"""The token counts as every document allows them."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.answer.usage import DETAILS
from chatapp.wire.types.usage import COUNTS
from chatapp.wire.types.view import number

__all__ = ["usage_of"]


def usage_of(reported: Any, instead: Mapping[str, Any]) -> dict[str, Any]:
    """The three counts, always, and what else was `reported`; the counts of `instead` where it has none."""
    if not isinstance(reported, Mapping):
        reported = {}
    known = {key: count for key in COUNTS if (count := _count(reported, key)) is not None}
    if not known:
        if not reported:
            reported = instead
        known = {key: _count(instead, key) or 0 for key in COUNTS if key in instead}
    rest = {key: value for key, value in reported.items() if key not in COUNTS}
    return {**_completed(known), **_rest(rest)}


def _completed(known: Mapping[str, int]) -> dict[str, int]:
    prompt, completion, total = (known.get(key) for key in COUNTS)
    if prompt is None:
        prompt = max((total or 0) - (completion or 0), 0)
    if completion is None:
        completion = max((total or 0) - prompt, 0)
    return dict(zip(COUNTS, (prompt, completion, total or prompt + completion), strict=True))


def _rest(rest: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: _details(key, value) if key.endswith("_details") else value for key, value in rest.items()}
    return {key: value for key, value in kept.items() if value is not None or not key.endswith("_details")}


def _details(key: str, value: Any) -> dict[str, Any] | None:
    """Of the details that the documents name, all values are counts; none is ever null."""
    if not isinstance(value, Mapping):
        return None
    if key not in DETAILS:
        return {inner: count for inner, count in value.items() if count is not None}
    counts = {inner: _count(value, inner) for inner in value}
    return {inner: count for inner, count in counts.items() if count is not None}


def _count(raw: Mapping[str, Any], key: str) -> int | None:
    value = number(raw, key)
    return None if value is None else max(round(value), 0)
