"""How the tests write streams down, and what a follower makes of the changes."""

from collections.abc import Iterable
from typing import Any

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.deltas import (
    Change,
    ContentDelta,
    Finished,
    FunctionCallDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
)
from chatapp.wire.types.chunk import Chunk

HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1763670000, "model": "m"}


def chunk(delta: Any = None, finish_reason: str | None = None, index: int = 0, **more: Any) -> Chunk:
    choice = {"index": index, "delta": delta or {}, "finish_reason": finish_reason}
    return Chunk({**HEAD, "choices": [{**choice, **more}]})


def accumulated(chunks: Iterable[Chunk]) -> tuple[dict[str, Any], list[Change]]:
    """The completion, and all changes on the way to it."""
    accumulator = Accumulator()
    changes = [change for chunk in chunks for change in accumulator.feed(chunk)]
    early = accumulator.completion()
    changes += accumulator.close()
    assert accumulator.completion() == early, "what is held back belongs to the completion all the same"
    return dict(early.raw), changes


def follow(changes: Iterable[Change], choice: int = 0) -> dict[str, Any]:
    """What one who sees only the changes knows of a choice."""
    known: dict[str, Any] = {"content": "", "reasoning": "", "refusal": "", "calls": {}, "function": ["", ""]}
    known["finished"] = []
    for change in changes:
        match change:
            case ContentDelta(at, text) if at == choice:
                known["content"] += text
            case ReasoningDelta(at, text) if at == choice:
                known["reasoning"] += text
            case RefusalDelta(at, text) if at == choice:
                known["refusal"] += text
            case ToolCallDelta(at, place, id, name, arguments, type) if at == choice:
                call = known["calls"].setdefault(place, ["", "", "", ""])
                known["calls"][place] = [id or call[0], name or call[1], call[2] + arguments, type or call[3]]
            case FunctionCallDelta(at, name, arguments) if at == choice:
                known["function"] = [name or known["function"][0], known["function"][1] + arguments]
            case Finished(at, reason) if at == choice:
                known["finished"].append(reason)
            case _:
                pass
    return known


def calls_of(message: dict[str, Any]) -> list[list[str]]:
    """Each call of a message as [id, name, arguments]."""
    found = []
    for call in message.get("tool_calls", []):
        body = next(call[key] for key in ("function", "custom", "custom_tool") if key in call)
        found.append([call.get("id", ""), body["name"], body.get("arguments", body.get("input"))])
    return found
