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

from chatapp.completions.models import CompletionStatus, sources
from chatapp.completions.store import INTERRUPT, METERED, ORPHANS, running_of, take_orphans
from chatapp.conversations.active_path import NO_LIMIT, PATH
from chatapp.conversations.models import TurnStatus
from chatapp.conversations.store.turns import ORPHANED_TURNS, TURNS, adopt
from chatapp.providers.store import price_at
from chatapp.providers.tiers import held
from chatapp.usage.estimate import prompt_tokens, written_tokens
from chatapp.usage.meter import values as meter_values
from chatapp.usage.store import RECORD, parameters
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
        if not await adopt(connection, orphan):
            return False
        state = await load_turn(connection, turn_id)
        assert state is not None
        messages = with_answer(state.messages, UUID(state.turn["parent"]), None)
        completions = await running_of(connection, turn_id)
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
    for completion in await take_orphans(connection, mine):
        try:
            await _close_open(connection, completion, [])
        except (psycopg.DataError, psycopg.IntegrityError):
            logger.exception("Completion %s cannot be marked interrupted.", completion["id"])


async def _close_open(
    connection: AsyncConnection, completion: dict[str, Any], messages: list[dict[str, Any]]
) -> None:
    """End a completion as interrupted. Its usage is estimated from what was expected when it began and from what had
    arrived."""
    read = completion["expected_prompt_tokens"]
    if read is None:
        read = await _read_by_path(connection, completion, messages)
    usage = Usage.of(read, written_tokens(Message(message["body"]) for message in messages[-1:]))
    price = await price_at(connection, completion["model_id"], completion["queued_at"])
    tier = price and held(price, completion["service_tier"], usage.prompt_tokens)
    metered = meter_values(usage, tier, estimated=True)
    values = {
        "id": completion["id"],
        "sources": sources(CompletionStatus.INTERRUPTED),
        "conversation": completion["conversation_id"],
        "assistant": "",
        "tools": "",
        **parameters(metered),
    }
    await connection.execute(_INTERRUPT, values)


async def _read_by_path(
    connection: AsyncConnection, completion: dict[str, Any], messages: list[dict[str, Any]]
) -> int:
    """Of a chat that a server of version 0.1 left: it kept no expectation."""
    if completion["parent_id"] is None:
        return 0
    prompt = await _prompt(connection, completion["parent_id"], completion["conversation_id"])
    return prompt_tokens([*prompt, *(Message(message["body"]) for message in messages[:-1])])


async def _prompt(connection: AsyncConnection, leaf: UUID | None, conversation: UUID | None) -> list[Message]:
    cursor = await connection.execute(
        PATH + "SELECT body FROM path ORDER BY height DESC",
        {"leaf": leaf, "conversation": conversation, "limit": NO_LIMIT},
    )
    return [Message(body) for (body,) in await cursor.fetchall()]


_ORPHANS = f"SELECT ARRAY({ORPHANED_TURNS}), EXISTS (SELECT {ORPHANS})"
_END_IF_ALONE = "SELECT set_config('idle_in_transaction_session_timeout', %(seconds)s, true)"
_METERED = f"SELECT t.*, metered.* FROM {TURNS} t, ({METERED}) metered WHERE t.id = %(turn)s"
_INTERRUPT = f"{INTERRUPT} {RECORD}"
