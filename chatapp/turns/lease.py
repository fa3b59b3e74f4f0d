"""A runner's row: while its heartbeat is young, the turns that point to it are its own."""

from __future__ import annotations

import os
import socket
from uuid import UUID

from psycopg_pool import AsyncConnectionPool


class Lease:
    def __init__(self, pool: AsyncConnectionPool, runner_id: UUID) -> None:
        self._pool = pool
        self._runner_id = runner_id

    async def enter(self) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                _ENTER, {"id": self._runner_id, "host": socket.gethostname(), "pid": os.getpid()}
            )

    async def beat(self) -> dict[UUID, bool]:
        """Live on. Returns the open turns that are this runner's by their rows, and which were asked to stop."""
        async with self._pool.connection() as connection:
            await connection.execute(_BEAT, {"id": self._runner_id})
            cursor = await connection.execute(_HELD, {"id": self._runner_id})
            return dict(await cursor.fetchall())

    async def leave(self) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(_LEAVE, {"id": self._runner_id})


_ENTER = """
    INSERT INTO conversations_runner (id, host, pid, started_at, heartbeat_at)
    VALUES (%(id)s, %(host)s, %(pid)s, clock_timestamp(), clock_timestamp())
"""
_BEAT = "UPDATE conversations_runner SET heartbeat_at = clock_timestamp() WHERE id = %(id)s"
# A runner that left in order is silent at once: what it could not finish is swept without delay.
_LEAVE = "UPDATE conversations_runner SET heartbeat_at = 'epoch' WHERE id = %(id)s"
_HELD = """
    SELECT id, stop_requested FROM conversations_turn WHERE runner_id = %(id)s AND status IN ('queued', 'running')
"""
