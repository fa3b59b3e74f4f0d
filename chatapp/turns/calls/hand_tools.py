"""Tools that a person typed for a chat: the model calls them, and that person says what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chatapp.wire.types.tools import Tool, ToolCall

Body = dict[str, Any]

NOT_ANSWERED = "The user did not answer this call."


def names_of(parameters: Mapping[str, Any] | None) -> frozenset[str]:
    """The names of the tools among the parameters of a chat or of a turn."""
    return frozenset(Tool(tool).name for tool in (parameters or {}).get("tools") or ())


def joined(typed: Sequence[Body], ours: Iterable[Body]) -> list[Body]:
    """All tools of a request. Of two with one name it has the one that was typed: nothing else was asked for."""
    names = {Tool(tool).name for tool in typed}
    return [*typed, *(tool for tool in ours if Tool(tool).name not in names)]


def waiting(ending: Sequence[Body]) -> list[str]:
    """The ids of the calls without a result at the end of an answer, of its last messages."""
    results = set()
    for body in reversed(ending):
        if body["role"] != "tool":
            calls = body.get("tool_calls") or () if body["role"] == "assistant" else ()
            return [call["id"] for call in calls if call.get("id") and call["id"] not in results]
        results.add(body.get("tool_call_id"))
    return []


def unanswered(answer: Body, results: frozenset[str], by_hand: frozenset[str]) -> list[Body]:
    """What a provider is told of the calls that nobody answered: it refuses a request that has one without a result."""
    calls = (ToolCall(call) for call in answer.get("tool_calls") or ())
    missing = (call.id for call in calls if call.name in by_hand and call.id and call.id not in results)
    return [result(call_id, NOT_ANSWERED) for call_id in missing]


def result(call_id: str, content: str) -> Body:
    return {"role": "tool", "tool_call_id": call_id, "content": content}
