"""Moves a turn from one status to the next. Every statement says "where the runner is me and the status allows it"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from uuid_utils.compat import uuid7

from chatapp.completions.store import UNWRITTEN, WRITTEN
from chatapp.completions.stored.labels import MODEL
from chatapp.conversations import notify
from chatapp.conversations.attachments.parts import attachment_ids
from chatapp.conversations.models import TurnStatus
from chatapp.conversations.models.turn import sources
from chatapp.conversations.store import event_log
from chatapp.conversations.store.transitions import CLOSE, TAKE_BACK
from chatapp.turns.state import written_by
from chatapp.wire.json.clean import clean, clean_text
from chatapp.wire.json.jsontext import dumps_text


async def take_back(connection: AsyncConnection, turn_id: UUID, runner_id: UUID, ended_at: datetime) -> bool:
    """A turn that `runner_id` has in memory and a sweep took for dead runs again, with an empty log.

    `ended_at`: the end that the runner may itself have written. False: there is nothing to take back.
    """
    cursor = await connection.execute(
        _TAKE_BACK,
        {
            "turn": turn_id,
            "runner": runner_id,
            "status": TurnStatus.RUNNING.value,
            "sources": [*TurnStatus.open(), *sources(TurnStatus.RUNNING)],
            "open": list(TurnStatus.open()),
            "ended_at": ended_at,
            "conversations_channel": notify.CHANNEL,
        },
    )
    return await cursor.fetchone() is not None


async def close_turn(
    connection: AsyncConnection,
    runner_id: UUID,
    turn: dict[str, Any],
    messages: Sequence[dict[str, Any]],
    tool_calls: Sequence[dict[str, Any]],
    completions: Sequence[tuple[UUID, UUID]],
    logprobs: Sequence[tuple[UUID, str]] = (),
    *,
    leads: bool = True,
) -> bool:
    """The terminal write: status, messages, tool calls, leaf; the events go.

    `turn`: its columns (LiveTurn.final); `messages`: as in a snapshot, without the question; `completions`: pairs of
    a completion and the message that it wrote; `logprobs`: pairs of a message and those of its tokens, as JSON;
    `leads`: whether the chat goes on from what it wrote. False, and nothing written: the turn is not this runner's any
    more.
    """
    cursor = await connection.execute(
        _CLOSE,
        {
            **turn,
            "error": None if turn["error"] is None else dumps_text(clean(turn["error"])),
            "runner": runner_id,
            "sources": sources(TurnStatus(turn["status"])),
            "leaf": messages[-1]["id"] if messages and leads else None,
            "completion_ids": [completion for completion, _ in completions],
            "completion_messages": [message for _, message in completions],
            "logprobs_messages": [message for message, _ in logprobs],
            "logprobs": [text for _, text in logprobs],
            "turns_channel": event_log.CHANNEL,
            "conversations_channel": notify.CHANNEL,
            **_message_columns(messages),
            **_attached_columns(messages),
            **_call_columns(tool_calls),
        },
    )
    return await cursor.fetchone() is not None


def with_answer(
    messages: Sequence[dict[str, Any]], parent: UUID, continues: UUID | None
) -> list[dict[str, Any]]:
    """What the turn wrote; an empty answer where it came to none, so that its end can be shown and tried again."""
    return written_by(messages, str(parent)) or [
        {
            "id": str(uuid7()),
            "parent": str(parent),
            "role": "assistant",
            "body": {"role": "assistant", "content": None},
            "continues": None if continues is None else str(continues),
            "reasoning_ms": None,
        }
    ]


def _message_columns(messages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "ids": [message["id"] for message in messages],
        "parents": [message["parent"] for message in messages],
        "roles": [message["role"] for message in messages],
        "bodies": [dumps_text(message["body"]) for message in messages],
        "continued": [message["continues"] for message in messages],
        "thoughts": [message["reasoning_ms"] for message in messages],
    }


def _attached_columns(messages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The pictures of the answers, each with its message."""
    named = [(found, message["id"]) for message in messages for found in attachment_ids([message["body"]])]
    return {"attachments": [found for found, _ in named], "attached_to": [message for _, message in named]}


def _call_columns(calls: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "call_rows": [uuid7() for _ in calls],
        "call_messages": [call["message"] for call in calls],
        "model_label": MODEL,
        "call_ids": [clean_text(call["call_id"])[:200] for call in calls],
        "call_types": [clean_text(call["type"])[:16] for call in calls],
        "call_names": [clean_text(call["name"])[:200] for call in calls],
        "call_arguments": [dumps_text(call["arguments"]) for call in calls],
        "call_statuses": [call["status"] for call in calls],
        "call_results": [None if call["result"] is None else dumps_text(call["result"]) for call in calls],
        "call_starts": [call["started_at"] for call in calls],
        "call_ends": [call["finished_at"] for call in calls],
    }


_TAKE_BACK = TAKE_BACK.format(completions=UNWRITTEN)
_CLOSE = CLOSE.format(completions=WRITTEN)
