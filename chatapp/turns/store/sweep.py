"""Ends what silent runners left: their turns are marked interrupted, their text is kept, their usage written."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from chatapp.conversations.active_path import NO_LIMIT, PATH
from chatapp.conversations.models import TurnStatus
from chatapp.conversations.models.turn import OPEN_STATUSES
from chatapp.conversations.store.runners import SILENT
from chatapp.providers.models import Price
from chatapp.turns.calls.ledger import LEDGER, ledger_columns
from chatapp.usage.estimate import estimate
from chatapp.usage.meter import values as meter_values
from chatapp.wire.types.messages import Message
from chatapp.wire.types.usage import Usage

from .lease import Rhythm
from .load import load_turn
from .transitions import close_turn, with_answer

logger = logging.getLogger(__name__)

# A turn whose sweeper was cut off in the middle must not stay locked.
_LEFT_ALONE = "5s"


async def sweep(
    pool: AsyncConnectionPool, runner_id: UUID, rhythm: Rhythm, strays: Collection[UUID] = frozenset()
) -> list[UUID]:
    """Mark the turns and completions of silent runners. Returns the turns that this call marked.

    While the heartbeat of `runner_id` is not steady it proves nothing of others, and only those count as silent that
    left in order. `strays`: turns of `runner_id` itself that it does not run.
    """
    mine = {"runner": runner_id, "strays": list(strays), **asdict(rhythm)}
    async with pool.connection() as connection:
        orphans, has_completions = await _find(connection, mine)
        marked = [turn for turn in orphans if await _marked(connection, {"turn": turn, **mine})]
        if has_completions:
            await _close_completions(connection, mine)
    return marked


async def _find(connection: AsyncConnection, mine: dict[str, Any]) -> tuple[list[UUID], bool]:
    """Open turns that nobody runs, and whether there are completions that no open turn holds: in one statement,
    since nearly always there is neither."""
    cursor = await connection.execute(_ORPHANS, mine)
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def _marked(connection: AsyncConnection, orphan: dict[str, Any]) -> bool:
    """One turn that cannot be ended must not keep the others from it."""
    try:
        return await _mark(connection, orphan)
    except (psycopg.DataError, psycopg.IntegrityError):
        logger.exception("Turn %s cannot be marked interrupted.", orphan["turn"])
        return False


async def _mark(connection: AsyncConnection, orphan: dict[str, Any]) -> bool:
    """Take the turn over, then end it: from the first statement on its old runner writes nothing more."""
    turn_id, runner_id = orphan["turn"], orphan["runner"]
    async with connection.transaction():
        await connection.execute(_END_IF_ALONE, {"seconds": _LEFT_ALONE})
        adopted = await connection.execute(_ADOPT, orphan)
        if adopted.rowcount == 0:
            return False
        state = await load_turn(connection, turn_id)
        assert state is not None
        messages = with_answer(state.messages, UUID(state.turn["parent"]), None)
        completions = await _open_completions(connection, turn_id)
        for completion in completions:
            await _close_open(connection, completion, messages)
        turn = await _columns(connection, turn_id)
        last = [(completion["id"], UUID(messages[-1]["id"])) for completion in completions[-1:]]
        return await close_turn(connection, runner_id, turn, messages, [], last)


async def _columns(connection: AsyncConnection, turn_id: UUID) -> dict[str, Any]:
    """The columns of the turn at its end, with what all its attempts were metered with."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_METERED, {"turn": turn_id})
    row = await cursor.fetchone()
    assert row is not None
    return {
        **row,
        "status": TurnStatus.INTERRUPTED.value,
        "finished_at": datetime.now(UTC),
        "error": None,
    }


async def _close_completions(connection: AsyncConnection, mine: dict[str, Any]) -> None:
    """Completions of silent runners that no open turn holds: titles, and calls of the API."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_ORPHAN_COMPLETIONS, mine)
    for completion in await cursor.fetchall():
        try:
            await _close_open(connection, completion, [])
        except (psycopg.DataError, psycopg.IntegrityError):
            logger.exception("Completion %s cannot be marked interrupted.", completion["id"])


async def _open_completions(connection: AsyncConnection, turn_id: UUID) -> list[dict[str, Any]]:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_OPEN_COMPLETIONS, {"turn": turn_id})
    return await cursor.fetchall()


async def _close_open(
    connection: AsyncConnection, completion: dict[str, Any], messages: list[dict[str, Any]]
) -> None:
    """End a completion as interrupted. Its usage is estimated from the path and from what had arrived; of a
    script's call from what was expected when it began."""
    usage = Usage.of(completion["expected_prompt_tokens"] or 0, 0)
    if completion["parent_id"] is not None:
        prompt = await _prompt(connection, completion["parent_id"], completion["conversation_id"])
        prompt += [Message(message["body"]) for message in messages[:-1]]
        usage = estimate(prompt, [Message(message["body"]) for message in messages[-1:]])
    metered = meter_values(usage, await _price(connection, completion), estimated=True)
    values = {
        "id": completion["id"],
        "conversation": completion["conversation_id"],
        **ledger_columns(metered),
    }
    await connection.execute(_INTERRUPT, values)


async def _prompt(connection: AsyncConnection, leaf: UUID | None, conversation: UUID | None) -> list[Message]:
    cursor = await connection.execute(
        PATH + "SELECT body FROM path ORDER BY height DESC",
        {"leaf": leaf, "conversation": conversation, "limit": NO_LIMIT},
    )
    return [Message(body) for (body,) in await cursor.fetchall()]


async def _price(connection: AsyncConnection, completion: dict[str, Any]) -> Price | None:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_PRICE, completion)
    row = await cursor.fetchone()
    return None if row is None else Price(**row)


_ORPHANED = f"""
    t.status IN {OPEN_STATUSES}
    AND ({SILENT} OR (t.runner_id = %(runner)s AND t.id = ANY(%(strays)s::uuid[])))
"""
_ORPHANED_COMPLETIONS = f"""
    completions_completion t LEFT JOIN conversations_turn turn ON turn.id = t.turn_id
    WHERE t.status = 'running' AND {SILENT}
    AND (turn.id IS NULL OR turn.status NOT IN {OPEN_STATUSES})
"""
_ORPHANS = f"""
    SELECT ARRAY(SELECT id FROM conversations_turn t WHERE {_ORPHANED} ORDER BY id),
        EXISTS (SELECT FROM {_ORPHANED_COMPLETIONS})
"""
# What another sweep has in hand is its own: waiting for one that was frozen there would stop this one too.
_ADOPT = f"""
    UPDATE conversations_turn SET runner_id = %(runner)s
    WHERE id = (
        SELECT id FROM conversations_turn t WHERE id = %(turn)s AND {_ORPHANED} FOR UPDATE SKIP LOCKED
    )
"""
_END_IF_ALONE = "SELECT set_config('idle_in_transaction_session_timeout', %(seconds)s, true)"
_METERED = """
    SELECT t.*, metered.* FROM conversations_turn t, LATERAL (
        SELECT coalesce(sum(u.prompt_tokens), 0)::bigint AS prompt_tokens,
            coalesce(sum(u.completion_tokens), 0)::bigint AS completion_tokens,
            coalesce(bool_or(u.estimated), false) AS usage_estimated
        FROM completions_completion c
        JOIN usage_settled u ON u.completion_id = c.id
        WHERE c.turn_id = t.id AND c.kind = 'chat'
    ) metered
    WHERE t.id = %(turn)s
"""
_OPEN_COMPLETIONS = """
    SELECT c.id, c.model_id, c.queued_at, c.expected_prompt_tokens, t.parent_id, t.conversation_id
    FROM completions_completion c JOIN conversations_turn t ON t.id = c.turn_id
    WHERE c.turn_id = %(turn)s AND c.status = 'running'
    ORDER BY c.id
"""
_ORPHAN_COMPLETIONS = f"""
    SELECT t.id, t.model_id, t.queued_at, t.expected_prompt_tokens, turn.parent_id, turn.conversation_id
    FROM {_ORPHANED_COMPLETIONS}
    FOR UPDATE OF t SKIP LOCKED
"""
_INTERRUPT = f"""
    WITH closed AS (
        UPDATE completions_completion SET status = 'interrupted', finished_at = clock_timestamp()
        WHERE id = %(id)s AND status = 'running'
        RETURNING *
    )
    {LEDGER}
"""
_PRICE = """
    SELECT * FROM providers_price WHERE model_id = %(model_id)s AND valid_from <= %(queued_at)s
    ORDER BY valid_from DESC LIMIT 1
"""
