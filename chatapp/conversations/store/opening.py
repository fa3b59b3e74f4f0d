"""The rows of a new turn: where it can begin, and what is written as it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.conversations.active_path import PATH
from chatapp.conversations.models import ToolCallStatus
from chatapp.conversations.models.turn import OPEN_STATUSES
from chatapp.conversations.notify import CHANNEL
from chatapp.wire.json.jsontext import dumps_text

Row = dict[str, Any]


async def conversation(
    connection: AsyncConnection, owner_id: int, conversation_id: UUID | None, parent_id: UUID | None
) -> Row | None:
    """A conversation of this person; `parent_id` of the row is None where the message is not one of it."""
    return await _one(connection, _CONVERSATION, owner=owner_id, id=conversation_id, parent=parent_id)


async def message(connection: AsyncConnection, owner_id: int, message_id: UUID) -> Row | None:
    """The conversation of a message of this person's, with the message's role and how its turn ended."""
    return await _one(connection, _MESSAGE, owner=owner_id, id=message_id)


async def lock_conversation(connection: AsyncConnection, owner_id: int, message_id: UUID) -> None:
    """Until the end of the transaction no other turn begins in the conversation of this message."""
    await connection.execute(_LOCK, {"message": message_id, "owner": owner_id})


async def ending(
    connection: AsyncConnection, conversation_id: UUID, leaf: UUID
) -> tuple[list[dict[str, Any]], bool]:
    """The bodies of the last messages down to this one, and whether others follow it."""
    values = {"conversation": conversation_id, "leaf": leaf, "limit": _ENDING}
    rows = await (await connection.execute(_ENDING_BODIES, values)).fetchall()
    return [body for body, _ in rows], any(followed for _, followed in rows)


async def record_results(
    connection: AsyncConnection, leaf: UUID | None, contents: Mapping[str, str], at: datetime
) -> None:
    """Of the calls that waited for a person, in the turn that wrote this message."""
    values = {
        "leaf": leaf,
        "calls": list(contents),
        "results": [*map(dumps_text, contents.values())],
        "at": at,
    }
    await connection.execute(_RECORD_RESULTS, values)


async def turn(connection: AsyncConnection, owner_id: int, client_id: str) -> Row | None:
    """The turn that this person opened with this id, with its conversation, deleted or not."""
    return await _one(connection, _TURN, owner=owner_id, client_id=client_id)


async def insert(connection: AsyncConnection, values: Mapping[str, Any]) -> datetime | None:
    """Write the rows of a turn, and notify the owner's pages. Returns when it was created.

    None, and nothing written: its client_id is known, or `most` turns of the person are open.
    """
    row = await (await connection.execute(_INSERT, values)).fetchone()
    return row[0] if row else None


async def insert_beside(
    connection: AsyncConnection, first: UUID, turn_id: UUID, client_id: str
) -> datetime | None:
    """Write the row of a turn beside one that runs, and notify the owner's pages. Returns when it was created."""
    values = {"first": first, "turn": turn_id, "client_id": client_id, "channel": CHANNEL}
    row = await (await connection.execute(_INSERT_BESIDE, values)).fetchone()
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
# As its update by an opening turn is kept out, and no insert of a message: an answer that ends does not wait.
_LOCK = """
    SELECT c.id FROM conversations_conversation c JOIN conversations_message m ON m.conversation_id = c.id
    WHERE m.id = %(message)s AND c.owner_id = %(owner)s FOR NO KEY UPDATE OF c
"""
# The calls of one answer, and it.
_ENDING = 200
_ENDING_BODIES = (
    PATH
    + """
    SELECT body, EXISTS (
        SELECT FROM conversations_message below WHERE below.parent_id = %(leaf)s AND below.deleted_at IS NULL
    ) FROM path ORDER BY height DESC
"""
)
_RECORD_RESULTS = f"""
    UPDATE conversations_toolcall call
    SET status = '{ToolCallStatus.DONE.value}', result = given.result::json, finished_at = %(at)s
    FROM conversations_message leaf, unnest(%(calls)b::text[], %(results)b::text[]) AS given (call, result)
    WHERE leaf.id = %(leaf)s AND call.turn_id = leaf.turn_id AND call.call_id = given.call
        AND call.status = '{ToolCallStatus.REQUESTED.value}'
"""
_INSERT_BESIDE = f"""
    WITH turn AS (
        INSERT INTO conversations_turn (
            id, conversation_id, owner_id, client_id, parent_id, status, runner_id, stop_requested, model_id,
            provider_name, model_name, parameters, finish_reason, usage_estimated, created_at
        )
        SELECT %(turn)s, conversation_id, owner_id, %(client_id)s, parent_id, status, runner_id, stop_requested,
            model_id, provider_name, model_name, parameters, '', false, clock_timestamp()
        FROM conversations_turn WHERE id = %(first)s AND status IN {OPEN_STATUSES}
        RETURNING created_at, owner_id, conversation_id
    )
    SELECT created_at, pg_notify(%(channel)s, owner_id || ' ' || conversation_id) FROM turn
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
    ), asked AS (
        INSERT INTO conversations_message (id, conversation_id, parent_id, role, body, created_at)
        SELECT new.id, %(conversation)s, new.parent, new.role, new.body::json, created_at
        FROM turn, unnest(
            %(asked_ids)s::uuid[], %(asked_parents)s::uuid[], %(asked_roles)b::text[], %(asked_bodies)b::text[]
        ) AS new (id, parent, role, body)
    ), attached AS (
        INSERT INTO conversations_attachment_messages (attachment_id, message_id)
        SELECT attachment, %(parent)s FROM turn, unnest(%(attachments)s::uuid[]) AS attachment
    )
    SELECT created_at, pg_notify(%(channel)s, %(payload)s) FROM turn
"""
