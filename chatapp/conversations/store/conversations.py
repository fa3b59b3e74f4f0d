"""What is asked of the rows of conversations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.conversations.models.turn import OPEN_STATUSES
from chatapp.conversations.notify import CHANNEL, payload
from chatapp.conversations.settings import parameters_of

# What the statements of others read.
CONVERSATIONS = "(SELECT id, deleted_at FROM conversations_conversation)"


async def overview(
    connection: AsyncConnection, owner_id: int, conversation_id: UUID
) -> dict[str, Any] | None:
    """What a page shows of a conversation of this person, deleted or not; `turns`: ids of those that are open."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_OVERVIEW, {"id": conversation_id, "owner": owner_id})
    row = await cursor.fetchone()
    if row is None:
        return None
    row["parameters"] = parameters_of(row)
    del row["metadata"]
    return row


async def see(connection: AsyncConnection, owner_id: int, conversation_id: UUID) -> None:
    """This person looks at it; their other pages are notified."""
    values = {"id": conversation_id, "owner": owner_id, "channel": CHANNEL}
    await connection.execute(_SEE, {**values, "payload": payload(owner_id, conversation_id)})


async def keep_title(connection: AsyncConnection, owner_id: int, conversation_id: UUID, title: str) -> None:
    """Put a model's title in the place of the first words, and notify the owner's pages. A person's title stays."""
    values = {
        "title": title,
        "id": conversation_id,
        "channel": CHANNEL,
        "payload": payload(owner_id, conversation_id),
    }
    await connection.execute(_KEEP_TITLE, values)


# The model of the chat that `%(owner)s` used last.
LAST_MODEL = """
    SELECT model_id FROM conversations_conversation
    WHERE owner_id = %(owner)s AND deleted_at IS NULL AND model_id IS NOT NULL
    ORDER BY updated_at DESC, id DESC LIMIT 1
"""
_OVERVIEW = f"""
    SELECT c.id, c.title, c.preview, c.updated_at, c.deleted_at IS NOT NULL AS deleted, c.store,
        c.parameters, c.metadata,
        c.active_leaf_id AS leaf, c.pinned_at IS NOT NULL AS pinned, c.archived_at IS NOT NULL AS archived,
        c.temporary, c.unread, c.tags,
        (SELECT json_build_object('id', f.id, 'name', f.name) FROM conversations_folder f WHERE f.id = c.folder_id)
            AS folder,
        ARRAY(
            SELECT t.id FROM conversations_turn t
            WHERE t.owner_id = c.owner_id AND t.conversation_id = c.id AND t.status IN {OPEN_STATUSES}
            ORDER BY t.id
        ) AS turns
    FROM conversations_conversation c WHERE c.id = %(id)s AND c.owner_id = %(owner)s
"""
_SEE = """
    WITH seen AS (
        UPDATE conversations_conversation SET unread = false
        WHERE id = %(id)s AND owner_id = %(owner)s AND unread
        RETURNING id
    )
    SELECT pg_notify(%(channel)s, %(payload)s) FROM seen
"""
_KEEP_TITLE = """
    WITH kept AS (
        UPDATE conversations_conversation SET title = %(title)s, title_source = 'model',
            indexed_at = least(indexed_at, updated_at - interval '1 microsecond')
        WHERE id = %(id)s AND title_source = 'first_words' AND deleted_at IS NULL
        RETURNING id
    )
    SELECT pg_notify(%(channel)s, %(payload)s) FROM kept
"""
