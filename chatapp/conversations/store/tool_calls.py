"""What is asked of the rows of tool calls: how each ended, for those who show its result."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chatapp.conversations.models import ToolCall, ToolCallStatus

Outcomes = dict[tuple[UUID, str], dict[str, Any]]
"""By turn and the call's id: `failed`, and `duration_ms`."""


def outcome(status: str, started: datetime, finished: datetime) -> dict[str, Any]:
    milliseconds = round((finished - started).total_seconds() * 1000)
    return {"failed": status == ToolCallStatus.FAILED, "duration_ms": max(0, milliseconds)}


def outcomes_of(turns: Collection[UUID]) -> Outcomes:
    """Of all calls of these turns that ended."""
    rows = ToolCall.objects.filter(turn__in=turns, finished_at__isnull=False)
    facts = rows.values_list("turn_id", "call_id", "status", "started_at", "finished_at")
    return {(turn, call): outcome(status, start, end) for turn, call, status, start, end in facts if end}


async def outcomes_of_turn(connection: AsyncConnection, turn: UUID) -> Outcomes:
    """The same of one turn, over the engine's connection."""
    cursor = await connection.execute(_ENDED, {"turn": turn})
    rows = await cursor.fetchall()
    return {(turn, call): outcome(status, start, end) for call, status, start, end in rows}


_ENDED = """
    SELECT call_id, status, started_at, finished_at FROM conversations_toolcall
    WHERE turn_id = %(turn)s AND finished_at IS NOT NULL
"""
