"""What is asked of the rows of turns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.conversations.models.turn import OPEN_STATUSES
from chatapp.conversations.stopping import CHANNEL, STOP_TURN

from .runners import SILENT

# What the statements of others read.
TURNS = """(
    SELECT id, conversation_id, parent_id, status, finish_reason, first_token_at, left_out FROM conversations_turn
)"""


async def row_of(connection: AsyncConnection, turn_id: UUID) -> dict[str, Any] | None:
    """What a follower is shown of a turn."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_ROW, {"turn": turn_id})
    return await cursor.fetchone()


async def conversation_of(connection: AsyncConnection, owner_id: int, turn_id: UUID) -> UUID | None:
    """The conversation of a turn of this person; None if there is none, or it is deleted."""
    cursor = await connection.execute(_CONVERSATION, {"id": turn_id, "owner": owner_id})
    row = await cursor.fetchone()
    return row[0] if row else None


async def owner_of(connection: AsyncConnection, turn_id: UUID) -> int | None:
    row = await (await connection.execute(_OWNER, {"id": turn_id})).fetchone()
    return row[0] if row else None


async def ask_to_stop(connection: AsyncConnection, owner_id: int, turn_id: UUID) -> bool:
    """Ask for the end of a turn, unless it has ended. False: this person has no such turn."""
    await connection.execute(STOP_TURN, {"turn": turn_id, "owner": owner_id, "channel": CHANNEL})
    cursor = await connection.execute(_EXISTS, {"id": turn_id, "owner": owner_id})
    return await cursor.fetchone() is not None


async def open_among(connection: AsyncConnection, turns: Collection[UUID]) -> set[UUID]:
    """Those of these turns that have not ended."""
    cursor = await connection.execute(_OPEN, {"turns": list(turns)})
    return {row[0] for row in await cursor.fetchall()}


async def adopt(connection: AsyncConnection, orphan: Mapping[str, Any]) -> bool:
    """Let an open turn that nobody runs be that of `runner`. False: it is none, or another sweep has it in hand."""
    return (await connection.execute(_ADOPT, orphan)).rowcount > 0


_CONVERSATION = """
    SELECT t.conversation_id FROM conversations_turn t JOIN conversations_conversation c ON c.id = t.conversation_id
    WHERE t.id = %(id)s AND t.owner_id = %(owner)s AND c.deleted_at IS NULL
"""
_OWNER = "SELECT owner_id FROM conversations_turn WHERE id = %(id)s"
_ROW = """
    SELECT id, conversation_id, parent_id, status, model_id, model_name, provider_name,
        created_at, first_token_at, finished_at, prompt_tokens, completion_tokens, usage_estimated, finish_reason,
        error, parameters
    FROM conversations_turn WHERE id = %(turn)s
"""
_EXISTS = "SELECT 1 FROM conversations_turn WHERE id = %(id)s AND owner_id = %(owner)s"
_OPEN = f"SELECT id FROM conversations_turn WHERE id = ANY(%(turns)s) AND status IN {OPEN_STATUSES}"
_ORPHANED = f"""
    t.status IN {OPEN_STATUSES}
    AND ({SILENT} OR (t.runner_id = %(runner)s AND t.id = ANY(%(strays)s::uuid[])))
"""
ORPHANED_TURNS = f"SELECT id FROM conversations_turn t WHERE {_ORPHANED} ORDER BY id"
# What another sweep has in hand is its own: waiting for one that was frozen there would stop this one too.
_ADOPT = f"""
    UPDATE conversations_turn SET runner_id = %(runner)s
    WHERE id = (
        SELECT id FROM conversations_turn t WHERE id = %(turn)s AND {_ORPHANED} FOR UPDATE SKIP LOCKED
    )
"""
