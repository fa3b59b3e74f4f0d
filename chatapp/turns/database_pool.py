"""The connections of the event loop to the database."""

from __future__ import annotations

import asyncio
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool


class DatabasePool(AsyncConnectionPool[AsyncConnection[Any]]):
    """Psycopg's pool loses a connection for good where the task that gives it back is cancelled in that moment: a
    caller hangs up, or has waited too long."""

    async def putconn(self, conn: AsyncConnection[Any]) -> None:
        await asyncio.shield(super().putconn(conn))
