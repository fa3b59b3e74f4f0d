"""The last call on a path: what its provider counted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from chatapp.conversations.store.messages import MESSAGES
from chatapp.conversations.store.turns import TURNS
from chatapp.usage.store import SETTLED


@dataclass(frozen=True)
class LastCall:
    """Of a chat. `left_out`: how many messages of the path above `message_id`, which it wrote, it was not sent."""

    message_id: UUID
    model_id: int | None
    prompt_tokens: int
    estimated: bool
    left_out: int


async def last_call(connection: AsyncConnection, leaf: UUID) -> LastCall | None:
    """The call that wrote the end of a path, or the message above it; None where that was copied or imported."""
    cursor = connection.cursor(row_factory=class_row(LastCall))
    await cursor.execute(_LAST_CALL, {"leaf": leaf})
    return await cursor.fetchone()


_LAST_CALL = f"""
    SELECT c.message_id, c.model_id, u.prompt_tokens, u.estimated, t.left_out
    FROM completions_completion c
    JOIN {SETTLED} u ON u.completion_id = c.id JOIN {TURNS} t ON t.id = c.turn_id
    WHERE c.message_id IN (%(leaf)s, (SELECT m.parent_id FROM {MESSAGES} m WHERE m.id = %(leaf)s))
    ORDER BY c.id DESC LIMIT 1
"""
