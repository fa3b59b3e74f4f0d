"""Makes the request of a turn: instructions, the path, and the parameters of the preset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chatapp.conversations.active_path import NO_LIMIT, PATH
from chatapp.conversations.attachments.parts import attachment_ids
from chatapp.turns.calls import hand_tools
from chatapp.turns.calls.parameters import sent
from chatapp.turns.calls.routing import Route
from chatapp.turns.store.asked import Place
from chatapp.wire.json.jsontext import loads
from chatapp.wire.request.chat import Request
from chatapp.wire.types.messages import Message

from . import files

CONTINUE = (
    "Continue your last message exactly where it stops. Do not repeat anything and do not comment on it."
)
# What a request may not say when it offers no tools.
TOOL_PARAMETERS = ("tools", "tool_choice", "parallel_tool_calls")
# Fields by which an answer says something; and all that providers take of a message.
_SAYING = ("content", "refusal", "tool_calls", "function_call", "audio")
_SENT = frozenset(("role", "tool_call_id", "name", *_SAYING))


Path = list[tuple[dict[str, Any], bool]]


def build(
    path: Path, place: Place, route: Route, tools: list[dict[str, Any]], attached: files.Parts | None = None
) -> Request:
    """The first request of a turn.

    `path`: the messages above it; `tools`: definitions of what the model may call; `attached`: the parts of the files.
    """
    parameters = sent(place.parameters, route)
    asked = [message.body for message in place.asked]
    messages = answered([*joined(path), *asked], hand_tools.names_of(parameters))
    # An answer that says nothing cannot be continued: its question is answered anew.
    if place.continues is not None and messages and messages[-1]["role"] == "assistant":
        messages.append({"role": "user", "content": CONTINUE})
    messages = files.with_answered_images(messages)
    if route.preset.instructions:
        messages.insert(0, {"role": "system", "content": route.preset.instructions})
    every = hand_tools.joined(parameters.get("tools") or (), tools)
    offered = {"tools": every} if every and route.model.tools else {}
    request = Request(
        {
            "model": route.model.name,
            "messages": [sendable(files.put_in(message, attached or {})) for message in messages],
            **parameters,
            **offered,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    )
    if place.continues is not None:
        request = request.without("n")
    if not offered:
        return request.without(*TOOL_PARAMETERS)
    # A call that was asked for has been made: asked for again, it would be made for ever.
    return request.without("tool_choice") if messages[-1]["role"] == "tool" else request


def attachments_of(path: Path, place: Place) -> set[UUID]:
    """The ids of all that is attached to the path and to the new question."""
    return set(attachment_ids([*(body for body, _ in path), *(message.body for message in place.asked)]))


def last_question(path: Path, place: Place) -> str:
    """The text of the question that a turn answers."""
    asked = [body for body, _ in path if body["role"] == "user"] + (
        [place.question] if place.question else []
    )
    return Message(asked[-1]).text if asked else ""


def sendable(body: dict[str, Any]) -> dict[str, Any]:
    """A message as providers take it: no nulls, no fields that only answers have."""
    content = body.get("content")
    if len(body) == 2 and isinstance(content, str):
        return body
    if (
        len(body) == 2
        and isinstance(content, list)
        and len(content) == 1
        and content[0].get("type") == "text"
    ):
        # What nearly all questions are: a long chat has thousands of them.
        return {**body, "content": content[0]["text"]}
    message = {name: value for name, value in body.items() if value is not None and name in _SENT}
    if isinstance(content, list) and all(part.get("type") == "text" for part in content):
        # Many servers know text only as a string.
        message["content"] = "\n\n".join(part["text"] for part in content)
    if "audio" in message:
        message["audio"] = {"id": message["audio"].get("id")}
    message.setdefault("content", "" if "tool_calls" not in message else None)
    return message


def extended(request: Request, bodies: Iterable[dict[str, Any]]) -> Request:
    """The next request of a turn: with an answer that calls tools, and their results."""
    messages = [*request.raw["messages"], *(sendable(body) for body in bodies)]
    return request.with_(messages=messages)


async def load_path(connection: AsyncConnection, place: Place) -> Path:
    """The bodies above the answer in order; does each continue the one before it?"""
    cursor = await connection.execute(
        _PATH, {"leaf": place.above, "conversation": place.conversation_id, "limit": NO_LIMIT}
    )
    bodies, continuing = (await cursor.fetchone()) or (None, None)
    return [] if bodies is None else list(zip(loads(bodies), continuing, strict=True))


async def message_at(connection: AsyncConnection, place: Place, number: int) -> UUID | None:
    """The message of the path above the answer that stands below so many others; None where they are all."""
    values = {"leaf": place.above, "conversation": place.conversation_id, "limit": NO_LIMIT, "number": number}
    row = await (await connection.execute(_AT, values)).fetchone()
    return row[0] if row else None


def answered(messages: list[dict[str, Any]], by_hand: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Without calls that have no result, and results without a call: an answer that was cut leaves them, and
    providers refuse every request that has one. Calls of tools `by_hand` get a result that says so."""
    results = frozenset(message.get("tool_call_id", "") for message in messages if message["role"] == "tool")
    called: set[str] = set()
    kept: list[dict[str, Any]] = []
    for message in messages:
        added: list[dict[str, Any]] = []
        if message.get("tool_calls") is not None:
            added = hand_tools.unanswered(message, results, by_hand)
            known = results.union(result["tool_call_id"] for result in added)
            calls = [call for call in message["tool_calls"] if call.get("id") in known]
            called.update([call["id"] for call in calls])
            message = {**message, "tool_calls": calls or None}
        match message["role"]:
            case "tool" if message.get("tool_call_id") not in called:
                continue
            case "assistant" if not _says(message):
                continue
        kept += [message, *added]
    return kept


def _says(message: dict[str, Any]) -> bool:
    # Nearly all say it in their content: a long chat has thousands of them.
    return bool(message.get("content")) or any(message.get(name) for name in (*_SAYING, "images"))


def joined(path: Path) -> list[dict[str, Any]]:
    """The bodies in order; an answer and what continued it are one."""
    messages: list[dict[str, Any]] = []
    for body, continues in path:
        last = messages[-1] if messages else None
        if continues and last is not None and last["role"] == "assistant":
            images = [*(last.get("images") or []), *(body.get("images") or [])]
            content = (last.get("content") or "") + (body.get("content") or "")
            messages[-1] = {**body, "content": content, **({"images": images} if images else {})}
        else:
            messages.append(body)
    return messages


_AT = PATH + "SELECT id FROM path ORDER BY height DESC OFFSET %(number)s LIMIT 1"
# One row, whose bodies are read in one piece: a thousand rows take three times as long.
_PATH = (
    PATH
    + """
    SELECT '[' || string_agg(body::text, ',' ORDER BY height DESC) || ']',
        array_agg(continues_id IS NOT NULL ORDER BY height DESC)
    FROM path
"""
)
