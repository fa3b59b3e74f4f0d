"""What a call reads of the database before it asks a model, outlasting a connection that broke meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from psycopg import AsyncConnection

from chatapp import wiring
from chatapp.turns.runtime.database_retry import retry_briefly

Result = TypeVar("Result")


async def read(work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
    """The work's result. Raises Away when the database does not answer for a moment."""
    services = await wiring.start()

    async def once() -> Result:
        async with services.pool.connection() as connection:
            return await work(connection)

    return await retry_briefly(once)
