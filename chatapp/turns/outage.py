"""While the database is away, what must be written waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

logger = logging.getLogger(__name__)

AWAY = (psycopg.OperationalError, PoolTimeout)

_SHORTEST_WAIT = 0.05
_LONGEST_WAIT = 1.0

Result = TypeVar("Result")


async def outlast(work: Callable[[], Awaitable[Result]], what: str) -> Result:
    """Do the work again until the database takes it. `what` waits, in the log's words.

    The work must bear to be done twice: a connection can break after a statement took effect and before its reply.
    """
    wait = _SHORTEST_WAIT
    while True:
        try:
            return await work()
        except PoolClosed:
            raise
        except AWAY as error:
            logger.warning("The database is away; %s waits: %s", what, error)
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)
