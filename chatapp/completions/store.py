"""The rows of completions as the engine writes and reads them: statements, and parts of those that end a turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.conversations.models.turn import OPEN_STATUSES
from chatapp.conversations.store.runners import SILENT
from chatapp.conversations.store.turns import TURNS
from chatapp.providers.store import MODELS, PROVIDERS
from chatapp.usage.store import SETTLED


async def running_of(connection: AsyncConnection, turn_id: UUID) -> list[dict[str, Any]]:
    """The running completions of a turn, with where it is."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_RUNNING_OF, {"turn": turn_id})
    return await cursor.fetchall()


async def take_orphans(connection: AsyncConnection, mine: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lock running completions of silent runners that no open turn holds. `mine`: parameters of ORPHANS."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_TAKE_ORPHANS, mine)
    return await cursor.fetchall()


# A provider may be deleted while one before it is asked: what is asked of it all the same has its row, too.
OPEN = f"""
    INSERT INTO completions_completion (
        id, kind, user_id, api_key_id, turn_id, call, runner_id, attempt, provider_id, provider_name, model_id,
        model_name, asked_model, expected_prompt_tokens, parameters, metadata, store, status, upstream_id,
        request_id, served_model, service_tier, system_fingerprint, finish_reasons, queued_at
    ) VALUES (
        %(id)s, %(kind)s, %(user)s, %(api_key)s, %(turn)s, %(call)s, %(runner)s, %(attempt)s,
        (SELECT p.id FROM {PROVIDERS} p WHERE p.id = %(provider)s), %(provider_name)s,
        (SELECT m.id FROM {MODELS} m WHERE m.id = %(model)s), %(model_name)s, %(asked_model)s, %(expected)s,
        %(parameters)s::text::jsonb, %(metadata)s::text::jsonb, %(store)s, 'running',
        '', '', '', '', '', '{{}}', %(queued_at)s
    )
    ON CONFLICT (id) DO NOTHING
"""
# The parts of statements that close a completion, as `closed`; `usage.store` adds the row of the ledger.
_CLOSED = """
    WITH closed AS (
        UPDATE completions_completion SET
            status = %(status)s, error = %(error)s::text::jsonb, upstream_id = %(upstream_id)s,
            request_id = %(request_id)s, served_model = %(served_model)s, service_tier = %(service_tier)s,
            system_fingerprint = %(system_fingerprint)s, finish_reasons = %(finish_reasons)b,
            first_token_at = %(first_token_at)s, last_token_at = %(last_token_at)s, finished_at = %(finished_at)s
        WHERE id = %(id)s AND runner_id = %(runner)s AND status = ANY(%(sources)s) AND {which}
        RETURNING *
    )
"""
CLOSE_RUNNING = _CLOSED.format(which="finished_at IS NULL")
# One that ended at our own moment was not closed by a sweep: the reply to our first attempt was lost.
CLOSE_SWEPT = _CLOSED.format(which="finished_at <> %(finished_at)s")
INTERRUPT = """
    WITH closed AS (
        UPDATE completions_completion SET status = 'interrupted', finished_at = clock_timestamp()
        WHERE id = %(id)s AND status = ANY(%(sources)s) AND finished_at IS NULL
        RETURNING *
    )
"""
STORE = """
    , stored AS (
        INSERT INTO completions_storedcompletion (completion_id, user_id, request, response)
        SELECT id, user_id, %(request)s::text::json, %(response)s::text::json FROM closed
        RETURNING id, user_id
    ), labels AS (
        INSERT INTO completions_storedlabel (stored_id, user_id, name, value)
        SELECT stored.id, stored.user_id, label.name, label.value
        FROM stored, unnest(%(label_names)b::text[], %(label_values)b::text[]) AS label (name, value)
    )
"""
# Of a `turn` that ends: its completions point to the messages that they wrote, and are stored.
WRITTEN = f"""
    completion AS (
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
        LEFT JOIN {PROVIDERS} p ON p.id = c.provider_id,
            unnest(ARRAY[c.model_name, c.served_model, p.slug || '/' || c.model_name]) AS known (name)
        WHERE known.name <> ''
    )
"""
# Of a turn that is taken back: none points to the messages that go, `free`.
UNWRITTEN = """
    completion AS (
        UPDATE completions_completion SET message_id = NULL WHERE message_id IN (SELECT id FROM free)
    )
"""
_SUMS = """
    coalesce(sum(u.prompt_tokens), 0)::bigint AS prompt_tokens,
    coalesce(sum(u.completion_tokens), 0)::bigint AS completion_tokens,
    coalesce(bool_or(u.estimated), false) AS usage_estimated,
    CASE WHEN bool_and(u.cost IS NOT NULL) THEN sum(u.cost) END AS cost,
    coalesce(bool_or(u.cost IS NULL), false) AS unpriced
"""
_ATTEMPTS = f"completions_completion c JOIN {SETTLED} u ON u.completion_id = c.id"
# What all attempts of a turn were metered with.
METERED = f"SELECT {_SUMS} FROM {_ATTEMPTS} WHERE c.turn_id = %(turn)s AND c.kind = 'chat'"
# The same of each of several turns; of one that has no row of the ledger there is none.
METERED_TURNS = f"""
    SELECT c.turn_id, {_SUMS} FROM {_ATTEMPTS}
    WHERE c.turn_id = ANY(%(turns)s::uuid[]) AND c.kind = 'chat'
    GROUP BY c.turn_id
"""
# Running, of silent runners, and no open turn holds them: titles, and calls of the API.
ORPHANS = f"""
    FROM completions_completion t LEFT JOIN {TURNS} turn ON turn.id = t.turn_id
    WHERE t.status = 'running' AND {SILENT}
    AND (turn.id IS NULL OR turn.status NOT IN {OPEN_STATUSES})
"""
_RUNNING_OF = f"""
    SELECT c.id, c.model_id, c.queued_at, c.expected_prompt_tokens, c.parameters->>'service_tier' AS service_tier,
        t.parent_id, t.conversation_id
    FROM completions_completion c JOIN {TURNS} t ON t.id = c.turn_id
    WHERE c.turn_id = %(turn)s AND c.status = 'running'
    ORDER BY c.id
"""
_TAKE_ORPHANS = f"""
    SELECT t.id, t.model_id, t.queued_at, t.expected_prompt_tokens, t.parameters->>'service_tier' AS service_tier,
        turn.parent_id, turn.conversation_id
    {ORPHANS}
    FOR UPDATE OF t SKIP LOCKED
"""
