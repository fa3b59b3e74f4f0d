"""The rows of runners: their heartbeat, who of them is silent, and which can go."""

from __future__ import annotations

from uuid import UUID

from psycopg import AsyncConnection

from chatapp.accounts.store import USERS
from chatapp.conversations.models.turn import OPEN_STATUSES


async def beat(
    connection: AsyncConnection, runner_id: UUID, host: str, pid: int, gap: float
) -> dict[UUID, bool]:
    """Write a heartbeat; the first enters the row. After `gap` seconds without one the runner is steady anew.

    Returns the open turns of this runner, and which of them are to end.
    """
    values = {"id": runner_id, "host": host, "pid": pid, "gap": gap}
    cursor = await connection.execute(_BEAT, values)
    return dict(await cursor.fetchall())


async def leave(connection: AsyncConnection, runner_id: UUID) -> None:
    """Count as silent at once."""
    await connection.execute(_LEAVE, {"id": runner_id})


# Nobody waits for the answer of a chat that is deleted, or of a person who may not be here any more.
_BEAT = f"""
    WITH beat AS (
        INSERT INTO conversations_runner AS runner (id, host, pid, started_at, heartbeat_at, steady_since)
        VALUES (%(id)s, %(host)s, %(pid)s, clock_timestamp(), clock_timestamp(), clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET
            heartbeat_at = clock_timestamp(),
            steady_since = CASE
                WHEN runner.heartbeat_at < clock_timestamp() - make_interval(secs => %(gap)s) THEN clock_timestamp()
                ELSE runner.steady_since
            END
    )
    SELECT t.id, t.stop_requested OR c.deleted_at IS NOT NULL OR NOT u.is_active
    FROM conversations_turn t
    JOIN conversations_conversation c ON c.id = t.conversation_id
    JOIN {USERS} u ON u.id = t.owner_id
    WHERE t.runner_id = %(id)s AND t.status IN {OPEN_STATUSES}
"""
_LEAVE = "UPDATE conversations_runner SET heartbeat_at = 'epoch' WHERE id = %(id)s"
# Who sweeps is young itself at this moment, and has been steady: so the database was there for everybody.
_STEADY = """
    EXISTS (
        SELECT FROM conversations_runner
        WHERE id = %(runner)s AND heartbeat_at > clock_timestamp() - make_interval(secs => %(gap)s)
            AND steady_since < clock_timestamp() - make_interval(secs => %(settling)s)
    )
"""
# The runner of a row `t` is silent, as `%(runner)s` sees it. Who left in order has a heartbeat from before its start.
SILENT = f"""
    (t.runner_id IS NULL OR t.runner_id IN (
        SELECT id FROM conversations_runner
        WHERE heartbeat_at < started_at
            OR ({_STEADY} AND heartbeat_at < clock_timestamp() - make_interval(secs => %(silence)s))
    ))
"""
# `unused`: what else must hold of a runner `r`. One that left in order has a heartbeat from before its start.
REMOVE = """
    DELETE FROM conversations_runner WHERE id IN (
        SELECT r.id FROM conversations_runner r
        WHERE greatest(r.started_at, r.heartbeat_at) < now() - interval '7 days'
            AND NOT EXISTS (SELECT FROM conversations_turn t WHERE t.runner_id = r.id)
            AND {unused}
        ORDER BY r.started_at LIMIT %(most)s
    )
"""
