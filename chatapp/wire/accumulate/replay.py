"""A whole answer as the stream that it would have been."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.completion import Completion
from chatapp.wire.types.view import objects

__all__ = ["completion_to_chunks"]


def completion_to_chunks(completion: Completion) -> list[Chunk]:
    """For a provider that ignores `stream`: accumulated, the chunks give `completion` again."""
    raw = completion.raw
    head = {key: value for key, value in raw.items() if key not in ("choices", "usage")}
    head["object"] = "chat.completion.chunk"
    choices = [part for choice in objects(raw, "choices") for part in _parts(choice)]
    chunks = [Chunk({**head, "choices": [choice]}) for choice in choices]
    if raw.get("usage") is not None or not chunks:
        chunks.append(Chunk({**head, "choices": [], "usage": raw.get("usage")}))
    return chunks


def _parts(choice: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All that was said, and then the end of it."""
    message = choice.get("message")
    said = {
        "index": choice.get("index", 0),
        "delta": _delta(message) if isinstance(message, Mapping) else {},
        "logprobs": choice.get("logprobs"),
        "finish_reason": None,
    }
    end = {key: value for key, value in choice.items() if key != "message"}
    return [said, {**end, "delta": {}, "logprobs": None}]


def _delta(message: Mapping[str, Any]) -> dict[str, Any]:
    calls = objects(message, "tool_calls")
    if not calls:
        return dict(message)
    return {**message, "tool_calls": [{**call, "index": index} for index, call in enumerate(calls)]}
