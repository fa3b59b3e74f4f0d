"""Reads a turn back from its rows, open or ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chatapp.completions.turn_usage import TurnUsage, usage_of_turn
from chatapp.conversations.models import MessageRole, TurnStatus
from chatapp.conversations.store import event_log
from chatapp.conversations.store.messages import of_turn
from chatapp.conversations.store.tool_calls import Outcomes, outcomes_of_turn
from chatapp.conversations.store.turns import row_of
from chatapp.turns.state import TurnState
from chatapp.usage.amounts import plain


async def load_turn(connection: AsyncConnection, turn_id: UUID) -> TurnState | None:
    """The state of a turn as the database has it: of an open one, the fold of its logged events."""
    row = await row_of(connection, turn_id)
    if row is None:
        return None
    is_open = row["status"] in TurnStatus.open()
    messages = await of_turn(connection, turn_id, row["parent_id"], row["created_at"], is_open=is_open)
    usage = None if is_open else await usage_of_turn(connection, turn_id)
    outcomes = await outcomes_of_turn(connection, turn_id) if any(map(is_result, messages)) else {}
    described = [describe_message(message, outcome_of(turn_id, message, outcomes)) for message in messages]
    state = TurnState(describe_turn(row, usage), described)
    if is_open:
        for entry in await event_log.read(connection, {turn_id: 0}):
            state.apply(entry.events, entry.seq)
    return state


def describe_turn(row: Mapping[str, Any], usage: TurnUsage | None = None) -> dict[str, Any]:
    """The `turn` of a snapshot, of its columns and of what the ledger has of it."""
    row = {**row, **usage.columns} if usage else row
    cost = row.get("cost")
    created, first, finished = row["created_at"], row["first_token_at"], row["finished_at"]
    return {
        "id": str(row["id"]),
        "conversation": str(row["conversation_id"]),
        "parent": str(row["parent_id"]),
        "status": row["status"],
        "model": {"id": row["model_id"], "name": row["model_name"], "provider": row["provider_name"]},
        "created_at": moment(created),
        "finished_at": moment(finished),
        "duration_ms": milliseconds(created, finished),
        "first_token_ms": milliseconds(created, first),
        "prompt_tokens": row["prompt_tokens"],
        "completion_tokens": row["completion_tokens"],
        "usage_estimated": row["usage_estimated"],
        "cost": None if cost is None else plain(cost),
        "unpriced": row.get("unpriced", False),
        "finish_reason": row["finish_reason"],
        "error": row["error"],
        "notice": None,
        # Whether its request asked how likely the tokens are.
        "logprobs": (row["parameters"] or {}).get("logprobs") is True,
    }


def describe_message(row: Mapping[str, Any], outcome: dict[str, Any] | None = None) -> dict[str, Any]:
    """One of the `messages` of a snapshot, of its columns; of a tool's result with how the call ended."""
    described = {
        "id": str(row["id"]),
        "parent": None if row["parent_id"] is None else str(row["parent_id"]),
        "role": row["role"],
        "body": row["body"],
        "continues": None if row["continues_id"] is None else str(row["continues_id"]),
        "reasoning_ms": row["reasoning_ms"],
    }
    return {**described, "outcome": outcome} if is_result(row) else described


def is_result(row: Mapping[str, Any]) -> bool:
    return bool(row["role"] == MessageRole.TOOL)


def outcome_of(turn_id: UUID | None, row: Mapping[str, Any], outcomes: Outcomes) -> dict[str, Any] | None:
    """Of a message that is a tool's result; None where none of these calls is its own: it was copied or imported."""
    if turn_id is None or not is_result(row):
        return None
    return outcomes.get((turn_id, str(row["body"].get("tool_call_id"))))


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else max(0, round((end - start).total_seconds() * 1000))
