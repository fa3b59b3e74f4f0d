"""How much an answer grows by a chunk."""

from collections.abc import Iterable
from typing import Any

from chatapp.wire.changes import (
    AnnotationsDelta,
    AudioDelta,
    Change,
    ContentDelta,
    FunctionCallDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
)
from chatapp.wire.chunk import Chunk

__all__ = ["growth"]

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


def growth(chunk: Chunk, changes: Iterable[Change]) -> int:
    """Bytes of UTF-8 in all texts that the chunk added: what is said in whatever way, and what is listed beside it.

    `changes` are those that an Accumulator made of the chunk. Numbers in lists count one each.
    """
    size = 0
    for change in changes:
        place = _APPENDED.get(type(change))
        if place is not None:
            size += _size(change[place])
    return size + _listed(chunk.raw.get("choices"))


def _listed(choices: Any) -> int:
    """What is kept beside the changes: probabilities, and details of the reasoning."""
    if not isinstance(choices, list):
        return 0
    size = 0
    for choice in choices:
        if isinstance(choice, dict):
            if logprobs := choice.get("logprobs"):
                size += _size(logprobs)
            delta = choice.get("delta")
            if isinstance(delta, dict) and (details := delta.get("reasoning_details")):
                size += _size(details)
    return size


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, list) else 1
