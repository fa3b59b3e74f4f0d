"""Moves a turn from one status to the next. Every statement says "where the runner is me and the status allows it"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from uuid_utils.compat import uuid7

from chatapp.completions.stored.labels import MODEL
from chatapp.conversations import notify
from chatapp.conversations.models import TurnStatus
from chatapp.conversations.models.turn import sources
from chatapp.conversations.store import event_log
from chatapp.wire.json.clean import clean, clean_text
from chatapp.wire.json.jsontext import dumps_text


async def take_back(connection: AsyncConnection, turn_id: UUID, runner_id: UUID, ended_at: datetime) -> bool:
    """A turn that `runner_id` has in memory and somebody took for dead runs again, with an empty log.

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
            "feed_channel": notify.CHANNEL,
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
) -> bool:
    """The terminal write: status, messages, tool calls, leaf; the events go.

    `turn`: its columns (LiveTurn.final); `messages`: as in a snapshot, without the question; `completions`: pairs of
    a completion and the message that it wrote. False, and nothing written: the turn is not this runner's any more.
    """
    cursor = await connection.execute(
        _CLOSE,
        {
            **turn,
            "error": None if turn["error"] is None else dumps_text(clean(turn["error"])),
            "runner": runner_id,
            "sources": sources(TurnStatus(turn["status"])),
            "leaf": messages[-1]["id"] if messages else None,
            "completion_ids": [completion for completion, _ in completions],
            "completion_messages": [message for _, message in completions],
            "turns_channel": event_log.CHANNEL,
            "feed_channel": notify.CHANNEL,
            **_message_columns(messages),
            **_call_columns(tool_calls),
        },
    )
    return await cursor.fetchone() is not None


def with_answer(
    messages: Sequence[dict[str, Any]], parent: UUID, continues: UUID | None
) -> list[dict[str, Any]]:
    """What the turn wrote; an empty answer where it came to none, so that its end can be shown and tried again."""
    written = [message for message in messages if message["role"] != "user"]
    return written or [
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


# What the sweep wrote goes, and the chat is where it was before, unless the person went on from it: then the whole
# answer is written over the part.
_TAKE_BACK = """
    WITH turn AS (
        UPDATE conversations_turn SET
            status = %(status)s, runner_id = %(runner)s, finished_at = NULL, error = NULL
        WHERE id = %(turn)s AND status = ANY(%(sources)s) AND finished_at IS DISTINCT FROM %(ended_at)s
            AND (runner_id = %(runner)s OR status <> ALL(%(open)s))
        RETURNING *
    ), written AS (
        SELECT m.id FROM conversations_message m JOIN turn ON m.turn_id = turn.id
    ), free AS (
        SELECT id FROM written WHERE NOT EXISTS (
            SELECT FROM conversations_turn t WHERE t.parent_id IN (SELECT id FROM written)
        ) AND NOT EXISTS (
            SELECT FROM conversations_message m
            WHERE m.parent_id IN (SELECT id FROM written) AND m.turn_id IS DISTINCT FROM %(turn)s
        )
    ), completion AS (
        UPDATE completions_completion SET message_id = NULL WHERE message_id IN (SELECT id FROM free)
    ), conversation AS (
        UPDATE conversations_conversation c SET active_leaf_id = turn.parent_id
        FROM turn WHERE c.id = turn.conversation_id AND c.active_leaf_id IN (SELECT id FROM free)
    ), message AS (
        DELETE FROM conversations_message WHERE id IN (SELECT id FROM free)
    ), event AS (
        DELETE FROM conversations_turnevent WHERE turn_id IN (SELECT id FROM turn)
    )
    SELECT pg_notify(%(feed_channel)s, owner_id || ' ' || conversation_id) FROM turn
"""
# The leaf follows the answer only if it still is where the turn began: the person may have gone elsewhere.
_CLOSE = """
    WITH turn AS (
        UPDATE conversations_turn SET
            status = %(status)s, error = %(error)s::text::jsonb, finish_reason = %(finish_reason)s,
            prompt_tokens = %(prompt_tokens)s, completion_tokens = %(completion_tokens)s,
            usage_estimated = %(usage_estimated)s, first_token_at = %(first_token_at)s,
            finished_at = %(finished_at)s
        WHERE id = %(id)s AND runner_id = %(runner)s AND status = ANY(%(sources)s)
        RETURNING *
    ), message AS (
        INSERT INTO conversations_message (
            id, conversation_id, parent_id, turn_id, role, body, continues_id, reasoning_ms, created_at
        )
        SELECT new.id, turn.conversation_id, new.parent, turn.id, new.role, new.body::json, new.continues,
            new.thought, clock_timestamp()
        FROM turn, unnest(
            %(ids)s::uuid[], %(parents)s::uuid[], %(roles)b::text[], %(bodies)b::text[], %(continued)s::uuid[],
            %(thoughts)s::int[]
        ) AS new (id, parent, role, body, continues, thought)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body, reasoning_ms = excluded.reasoning_ms
    ), call AS (
        INSERT INTO conversations_toolcall (
            id, turn_id, message_id, call_id, type, name, arguments, status, result, started_at, finished_at
        )
        SELECT new.id, turn.id, new.message, new.call, new.type, new.name, new.arguments::json, new.status,
            new.result::json, new.started, new.finished
        FROM turn, unnest(
            %(call_rows)s::uuid[], %(call_messages)s::uuid[], %(call_ids)b::text[], %(call_types)b::text[],
            %(call_names)b::text[], %(call_arguments)b::text[], %(call_statuses)b::text[],
            %(call_results)b::text[], %(call_starts)s::timestamptz[], %(call_ends)s::timestamptz[]
        ) AS new (id, message, call, type, name, arguments, status, result, started, finished)
    ), completion AS (
        UPDATE completions_completion c SET message_id = new.message
        FROM turn, unnest(%(completion_ids)s::uuid[], %(completion_messages)s::uuid[]) AS new (id, message)
        WHERE c.id = new.id
        RETURNING c.*
    ), stored AS (
        INSERT INTO completions_storedcompletion (completion_id, user_id)
        SELECT id, user_id FROM completion WHERE store AND status = 'done' ORDER BY id
        RETURNING id, completion_id, user_id
    ), label AS (
        INSERT INTO completions_storedlabel (stored_id, user_id, name, value)
        SELECT DISTINCT s.id, s.user_id, %(model_label)s, known.name
        FROM stored s JOIN completion c ON c.id = s.completion_id
        LEFT JOIN providers_provider p ON p.id = c.provider_id,
            unnest(ARRAY[c.model_name, c.served_model, p.slug || '/' || c.model_name]) AS known (name)
        WHERE known.name <> ''
    ), event AS (
        DELETE FROM conversations_turnevent WHERE turn_id IN (SELECT id FROM turn)
    ), conversation AS (
        UPDATE conversations_conversation c SET
            updated_at = clock_timestamp(),
            active_leaf_id = CASE
                WHEN c.active_leaf_id = turn.parent_id THEN coalesce(%(leaf)s::uuid, c.active_leaf_id)
                ELSE c.active_leaf_id
            END
        FROM turn WHERE c.id = turn.conversation_id
    )
    SELECT pg_notify(%(turns_channel)s, id::text), pg_notify(%(feed_channel)s, owner_id || ' ' || conversation_id)
    FROM turn
"""
