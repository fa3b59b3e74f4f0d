"""The connections of the event loop to the database."""

from __future__ import annotations

import asyncio
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool


class DatabasePool(AsyncConnectionPool[AsyncConnection[Any]]):
    """Psycopg's pool, with a queue of its own in front of it, and safe from cancelling.

    Psycopg's queue hands a connection over in ten turns of the event loop, in which nobody uses it; this one in two.
    """

    def __init__(self, *args: Any, max_size: int, **options: Any) -> None:
        super().__init__(*args, max_size=max_size, **options)
        self._places = asyncio.Semaphore(max_size)

    async def getconn(self, timeout: float | None = None) -> AsyncConnection[Any]:  # noqa: ASYNC109 (psycopg's own)
        await self._places.acquire()
        try:
            return await super().getconn(timeout)
        except BaseException:
            self._places.release()
            raise

    async def putconn(self, conn: AsyncConnection[Any]) -> None:
        # Psycopg loses a connection for good where the task that returns it is cancelled in that moment: a caller
        # hangs up, or has waited too long.
        await asyncio.shield(self._put(conn))

    async def _put(self, conn: AsyncConnection[Any]) -> None:
        try:
            await super().putconn(conn)
        finally:
            self._places.release()
