"""Ends what silent runners left: their turns are marked interrupted, their text is kept, their usage written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from chatapp.conversations.models import TurnStatus
from chatapp.conversations.path import NO_LIMIT, PATH
from chatapp.providers.models import Price
from chatapp.usage.estimate import estimate
from chatapp.usage.meter import values as meter_values
from chatapp.wire.messages import Message

from .closing import close_turn, with_answer
from .journal import LEDGER, ledger_columns
from .stored import load_turn

# Seconds without a heartbeat after which a runner counts as dead.
SILENCE = 10


async def sweep(pool: AsyncConnectionPool, runner_id: UUID) -> list[UUID]:
    """Mark the turns and completions of silent runners. Returns the turns that this call marked."""
    async with pool.connection() as connection:
        cursor = await connection.execute(_ORPHANS, {"silence": SILENCE})
        orphans = [row[0] for row in await cursor.fetchall()]
        marked = [turn for turn in orphans if await _mark(connection, turn, runner_id)]
        await _close_completions(connection, runner_id)
    return marked


async def _mark(connection: AsyncConnection, turn_id: UUID, runner_id: UUID) -> bool:
    """Take the turn over, then end it: from the first statement on its old runner writes nothing more."""
    async with connection.transaction():
        adopted = await connection.execute(_ADOPT, {"turn": turn_id, "runner": runner_id, "silence": SILENCE})
        if adopted.rowcount == 0:
            return False
        state = await load_turn(connection, turn_id)
        assert state is not None
        messages = with_answer(state.messages, UUID(state.turn["parent"]), None)
        completions = await _open_completions(connection, turn_id)
        turn = await _columns(connection, turn_id)
        metered = [await _close_open(connection, completion, messages) for completion in completions]
        turn |= _usage(metered)
        last = [(completion["id"], UUID(messages[-1]["id"])) for completion in completions[-1:]]
        return await close_turn(connection, runner_id, turn, messages, [], last)


async def _columns(connection: AsyncConnection, turn_id: UUID) -> dict[str, Any]:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute("SELECT * FROM conversations_turn WHERE id = %s", [turn_id])
    row = await cursor.fetchone()
    assert row is not None
    return {
        **row,
        "status": TurnStatus.INTERRUPTED.value,
        "finished_at": datetime.now(UTC),
        "error": None,
    }


def _usage(metered: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "prompt_tokens": sum(values["prompt_tokens"] for values in metered),
        "completion_tokens": sum(values["completion_tokens"] for values in metered),
        "usage_estimated": bool(metered),
    }


async def _close_completions(connection: AsyncConnection, runner_id: UUID) -> None:
    """Completions of silent runners that no open turn holds: titles, and calls of the API."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_ORPHAN_COMPLETIONS, {"silence": SILENCE})
    for completion in await cursor.fetchall():
        await _close_open(connection, completion, [])


async def _open_completions(connection: AsyncConnection, turn_id: UUID) -> list[dict[str, Any]]:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_OPEN_COMPLETIONS, {"turn": turn_id})
    return await cursor.fetchall()


async def _close_open(
    connection: AsyncConnection, completion: dict[str, Any], messages: list[dict[str, Any]]
) -> dict[str, Any]:
    """End a completion as interrupted. Its usage is estimated from the path and from what had arrived."""
    prompt = await _prompt(connection, completion["parent_id"], completion["conversation_id"])
    prompt += [Message(message["body"]) for message in messages[:-1]]
    body = messages[-1]["body"] if messages else {}
    written = (body.get("reasoning_content") or "") + (body.get("content") or "")
    metered = meter_values(
        estimate(prompt, written), await _price(connection, completion["model_id"]), estimated=True
    )
    values = {
        "id": completion["id"],
        "conversation": completion["conversation_id"],
        **ledger_columns(metered),
    }
    await connection.execute(_INTERRUPT, values)
    return metered


async def _prompt(connection: AsyncConnection, leaf: UUID | None, conversation: UUID | None) -> list[Message]:
    cursor = await connection.execute(
        PATH + "SELECT body FROM path ORDER BY height DESC",
        {"leaf": leaf, "conversation": conversation, "limit": NO_LIMIT},
    )
    return [Message(body) for (body,) in await cursor.fetchall()]


async def _price(connection: AsyncConnection, model_id: int | None) -> Price | None:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_PRICE, {"model": model_id})
    row = await cursor.fetchone()
    return None if row is None else Price(**row)


_SILENT = """
    (t.runner_id IS NULL OR t.runner_id IN (
        SELECT id FROM conversations_runner
        WHERE heartbeat_at < clock_timestamp() - make_interval(secs => %(silence)s)
    ))
"""
_ORPHANS = f"""
    SELECT id FROM conversations_turn t WHERE status IN ('queued', 'running') AND {_SILENT} ORDER BY id
"""
_ADOPT = f"""
    UPDATE conversations_turn t SET runner_id = %(runner)s
    WHERE id = %(turn)s AND status IN ('queued', 'running') AND {_SILENT}
"""
_OPEN_COMPLETIONS = """
    SELECT c.id, c.model_id, t.parent_id, t.conversation_id
    FROM completions_completion c JOIN conversations_turn t ON t.id = c.turn_id
    WHERE c.turn_id = %(turn)s AND c.status = 'running'
    ORDER BY c.id
"""
_ORPHAN_COMPLETIONS = f"""
    SELECT t.id, t.model_id, turn.parent_id, turn.conversation_id
    FROM completions_completion t LEFT JOIN conversations_turn turn ON turn.id = t.turn_id
    WHERE t.status = 'running' AND {_SILENT}
    AND (turn.id IS NULL OR turn.status NOT IN ('queued', 'running'))
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
    SELECT * FROM providers_price WHERE model_id = %(model)s AND valid_from <= now()
    ORDER BY valid_from DESC LIMIT 1
"""
