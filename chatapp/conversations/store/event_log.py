"""The one log: the events of running turns, for checkpoints, for resuming, and for other processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chatapp.conversations.models.turn import OPEN_STATUSES
from chatapp.wire.json.jsontext import dumps_text

CHANNEL = "chatapp_turns"
# NOTIFY takes at most 8,000 bytes; longer lists of turns are sent as "all".
_MOST_NAMED = 200
EVERY_TURN = "*"


@dataclass(frozen=True)
class Entry:
    """The events of one turn after `after` up to `seq`, coalesced."""

    turn_id: UUID
    after: int
    seq: int
    events: list[dict[str, Any]]


async def append(connection: AsyncConnection, runner_id: UUID, entries: Sequence[Entry]) -> set[UUID]:
    """Write the entries of turns that this runner still holds. Returns the turns that it holds no more."""
    turns = [entry.turn_id for entry in entries]
    cursor = await connection.execute(
        _APPEND,
        {
            "turns": turns,
            "afters": [entry.after for entry in entries],
            "seqs": [entry.seq for entry in entries],
            "payloads": [dumps_text(entry.events) for entry in entries],
            "runner": runner_id,
            "channel": CHANNEL,
            "hint": ",".join(map(str, turns)) if len(turns) <= _MOST_NAMED else EVERY_TURN,
        },
    )
    held = {row[0] for row in await cursor.fetchall()}
    return set(turns) - held


async def read(connection: AsyncConnection, known: dict[UUID, int]) -> list[Entry]:
    """The entries of these turns above the `seq` known of each, in order."""
    cursor = await connection.execute(_READ, {"turns": list(known), "seqs": list(known.values())})
    return [Entry(*row) for row in await cursor.fetchall()]


async def hint(connection: AsyncConnection, turn_id: UUID) -> None:
    await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(turn_id)])


# Texts go as a binary array (%b), here and in all statements: psycopg escapes a textual one sign by sign in Python.
# The share lock waits for a sweep of the same turn and then sees that the turn is not ours any more.
_APPEND = f"""
    WITH mine AS (
        SELECT id FROM conversations_turn
        WHERE id = ANY(%(turns)s) AND runner_id = %(runner)s AND status IN {OPEN_STATUSES}
        FOR SHARE
    ), written AS (
        INSERT INTO conversations_turnevent (turn_id, after, seq, payload)
        SELECT new.turn, new.after, new.seq, new.payload::json
        FROM unnest(%(turns)s::uuid[], %(afters)s::bigint[], %(seqs)s::bigint[], %(payloads)b::text[])
            AS new (turn, after, seq, payload)
        JOIN mine ON mine.id = new.turn
        ON CONFLICT DO NOTHING
    )
    SELECT id, pg_notify(%(channel)s, %(hint)s) FROM mine
"""
_READ = """
    SELECT e.turn_id, e.after, e.seq, e.payload
    FROM unnest(%(turns)s::uuid[], %(seqs)s::bigint[]) AS known (turn, seq)
    JOIN conversations_turnevent e ON e.turn_id = known.turn AND e.seq > known.seq
    ORDER BY e.turn_id, e.seq
"""
