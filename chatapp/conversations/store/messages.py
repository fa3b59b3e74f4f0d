"""What is asked of the rows of messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

# What the statements of others read.
MESSAGES = "(SELECT id, conversation_id, parent_id, body FROM conversations_message WHERE deleted_at IS NULL)"


async def of_turn(
    connection: AsyncConnection, turn_id: UUID, parent_id: UUID, created_at: datetime, *, is_open: bool
) -> list[dict[str, Any]]:
    """What was asked with a turn, a question or results of calls, and what it wrote, in their order."""
    values = {"turn": turn_id, "parent": parent_id, "created": created_at, "is_open": is_open}
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_OF_TURN, values)
    return await cursor.fetchall()


# What was asked belongs to the turn that was opened with it, not to later turns that answer it again. What an open turn
# wrote is in its log; rows are there too if it was taken for dead meanwhile.
_OF_TURN = """
    WITH RECURSIVE asked AS (
        SELECT * FROM conversations_message
        WHERE id = %(parent)s AND role IN ('user', 'tool') AND turn_id IS NULL AND created_at = %(created)s
        UNION ALL
        SELECT m.* FROM asked JOIN conversations_message m ON m.id = asked.parent_id
        WHERE asked.role = 'tool' AND m.role = 'tool' AND m.turn_id IS NULL AND m.created_at = %(created)s
    )
    SELECT id, parent_id, role, body, continues_id, reasoning_ms FROM (
        SELECT * FROM asked
        UNION ALL
        SELECT * FROM conversations_message WHERE turn_id = %(turn)s AND NOT %(is_open)s
    ) messages
    ORDER BY id
"""
