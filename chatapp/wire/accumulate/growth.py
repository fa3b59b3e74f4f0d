"""How much an answer grows by a chunk."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.deltas import (
    AnnotationsDelta,
    AudioDelta,
    Change,
    ContentDelta,
    FunctionCallDelta,
    ImagesDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
)
from chatapp.wire.types.tools import CUSTOM_KEYS

__all__ = ["LARGEST_IMAGES", "growth", "images_growth", "size_of"]

LARGEST_IMAGES = 32 * 1024 * 1024
"""Characters of all images of an answer, as base64. They count apart from its text."""

# Where each change has what appends; the rest of it replaces, or ends the answer.
_APPENDED: dict[type, int] = {
    ContentDelta: 1,
    ReasoningDelta: 1,
    RefusalDelta: 1,
    ToolCallDelta: 4,
    FunctionCallDelta: 2,
    AnnotationsDelta: 1,
    AudioDelta: 1,
}


def growth(chunk: Mapping[str, Any], changes: list[Change]) -> int:
    """Bytes of UTF-8 in all texts that the chunk added: what is said in whatever way, and what is listed beside it.

    `changes` are those that an Accumulator made of the chunk. Numbers in lists count one each, names and ids of
    calls as often as they are sent.
    """
    size = 0
    for change in changes:
        place = _APPENDED.get(type(change))
        if place is not None:
            size += size_of(change[place])
    return size + _listed(chunk.get("choices"))


def images_growth(changes: list[Change]) -> int:
    return sum(size_of(change.images) for change in changes if isinstance(change, ImagesDelta))


def size_of(value: Any) -> int:
    """Bytes of UTF-8 in all texts of a value of JSON; one for whatever is neither a text nor a collection."""
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, dict):
        return sum(map(size_of, value.values()))
    return sum(map(size_of, value)) if isinstance(value, list) else 1


def _listed(choices: Any) -> int:
    """What is kept beside the changes: probabilities, details of the reasoning, and what calls are known by."""
    if not isinstance(choices, list):
        return 0
    size = 0
    for choice in choices:
        if isinstance(choice, dict):
            if logprobs := choice.get("logprobs"):
                size += size_of(logprobs)
            delta = choice.get("delta")
            if isinstance(delta, dict):
                if details := delta.get("reasoning_details"):
                    size += size_of(details)
                if calls := delta.get("tool_calls") or delta.get("function_call"):
                    size += _known_by(calls)
    return size


def _known_by(calls: Any) -> int:
    """The size of names and ids: a call may have nothing else."""
    if isinstance(calls, list):
        return sum(map(_known_by, calls))
    if not isinstance(calls, dict):
        return 0
    bodies = [calls.get(key) for key in ("function", *CUSTOM_KEYS)]
    return size_of(calls.get("id") or "") + size_of(calls.get("name") or "") + sum(map(_known_by, bodies))
