"""The rows of a new turn: where it can begin, and what is written as it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.conversations.models.turn import OPEN_STATUSES

Row = dict[str, Any]


async def conversation(
    connection: AsyncConnection, owner_id: int, conversation_id: UUID | None, parent_id: UUID | None
) -> Row | None:
    """A conversation of this person; `parent_id` of the row is None where the message is not one of it."""
    return await _one(connection, _CONVERSATION, owner=owner_id, id=conversation_id, parent=parent_id)


async def message(connection: AsyncConnection, owner_id: int, message_id: UUID) -> Row | None:
    """The conversation of a message of this person's, with the message's role and how its turn ended."""
    return await _one(connection, _MESSAGE, owner=owner_id, id=message_id)


async def turn(connection: AsyncConnection, owner_id: int, client_id: str) -> Row | None:
    """The turn that this person opened with this id, with its conversation, deleted or not."""
    return await _one(connection, _TURN, owner=owner_id, client_id=client_id)


async def insert(connection: AsyncConnection, values: Mapping[str, Any]) -> datetime | None:
    """Write the rows of a turn, and notify the owner's pages. Returns when it was created.

    None, and nothing written: its client_id is known, or `most` turns of the person are open.
    """
    row = await (await connection.execute(_INSERT, values)).fetchone()
    return row[0] if row else None


async def _one(connection: AsyncConnection, statement: str, **values: Any) -> Row | None:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(statement, values)
    return await cursor.fetchone()


_CONVERSATION = """
    SELECT c.id, c.model_id, c.assistant_id, c.store, c.parameters, c.metadata, p.id AS parent_id
    FROM conversations_conversation c
    LEFT JOIN conversations_message p ON p.id = %(parent)s::uuid AND p.conversation_id = c.id AND p.deleted_at IS NULL
    WHERE c.id = %(id)s AND c.owner_id = %(owner)s AND c.deleted_at IS NULL
"""
_MESSAGE = """
    SELECT c.id, c.model_id, c.assistant_id, c.store, c.parameters, c.metadata, m.role, t.status, t.finish_reason
    FROM conversations_message m
    JOIN conversations_conversation c ON c.id = m.conversation_id
    LEFT JOIN conversations_turn t ON t.id = m.turn_id
    WHERE m.id = %(id)s AND m.deleted_at IS NULL AND c.owner_id = %(owner)s AND c.deleted_at IS NULL
"""
_TURN = """
    SELECT t.id AS turn_id, t.parent_id, t.created_at, c.id, c.model_id, c.assistant_id, c.store, c.parameters,
        c.metadata, c.deleted_at
    FROM conversations_turn t JOIN conversations_conversation c ON c.id = t.conversation_id
    WHERE t.owner_id = %(owner)s AND t.client_id = %(client_id)s
"""
# All rows of the turn or none: a known client_id, or too many open turns, insert nothing.
_INSERT = f"""
    WITH turn AS (
        INSERT INTO conversations_turn (
            id, conversation_id, owner_id, client_id, parent_id, status, runner_id, stop_requested, model_id,
            provider_name, model_name, parameters, finish_reason, usage_estimated, created_at
        )
        SELECT %(turn)s, %(conversation)s, %(owner)s, %(client_id)s, %(parent)s, 'running', %(runner)s, false,
            %(model)s, %(provider_name)s, %(model_name)s, %(sent)s::text::json, '', false, clock_timestamp()
        WHERE (
            SELECT count(*) FROM conversations_turn
            WHERE owner_id = %(owner)s AND status IN {OPEN_STATUSES}
        ) < %(most)s
        ON CONFLICT (owner_id, client_id) DO NOTHING
        RETURNING created_at
    ), conversation AS (
        INSERT INTO conversations_conversation (
            id, owner_id, title, title_source, preview, model_id, assistant_id, active_leaf_id, store, parameters,
            metadata, temporary, created_at, updated_at
        )
        SELECT %(conversation)s, %(owner)s, %(title)s, 'first_words', %(preview)s, %(model)s, %(assistant)s::bigint,
            %(parent)s, %(store)s, %(parameters)s::text::json, %(metadata)s::text::jsonb, %(temporary)s,
            created_at, created_at
        FROM turn
        ON CONFLICT (id) DO UPDATE SET
            active_leaf_id = excluded.active_leaf_id,
            updated_at = excluded.updated_at,
            closed_at = NULL,
            model_id = excluded.model_id,
            parameters = CASE
                WHEN %(sets)s THEN excluded.parameters ELSE conversations_conversation.parameters
            END,
            metadata = CASE WHEN %(sets)s THEN excluded.metadata ELSE conversations_conversation.metadata END,
            preview = coalesce(nullif(excluded.preview, ''), conversations_conversation.preview)
    ), question AS (
        INSERT INTO conversations_message (id, conversation_id, parent_id, role, body, created_at)
        SELECT %(parent)s, %(conversation)s, %(above_question)s::uuid, 'user', %(body)s::text::json, created_at
        FROM turn WHERE %(body)s::text IS NOT NULL
    ), attached AS (
        INSERT INTO conversations_attachment_messages (attachment_id, message_id)
        SELECT attachment, %(parent)s FROM turn, unnest(%(attachments)s::uuid[]) AS attachment
    )
    SELECT created_at, pg_notify(%(channel)s, %(payload)s) FROM turn
"""
