"""While the database is away, what must be written waits, and the log says so once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from .errors import Away, Overloaded
from .lag import lag

logger = logging.getLogger(__name__)

AWAY = (psycopg.OperationalError, PoolTimeout)

_REMIND_SECONDS = 60.0
_SHORTEST_WAIT = 0.05
_LONGEST_WAIT = 1.0
_MOMENT = 5.0

Result = TypeVar("Result")


class Outage:
    """Many notice that the database is away, each of them again and again; a reader of the log wants it once."""

    def __init__(self) -> None:
        self._last: float | None = None

    def went(self, error: BaseException) -> None:
        now = time.monotonic()
        if self._last is None or now - self._last > _REMIND_SECONDS:
            self._last = now
            reason = " ".join(str(error).split())
            logger.warning("The database is away, and what must be written waits: %s", reason)

    def came_back(self) -> None:
        if self._last is not None:
            self._last = None
            logger.warning("The database is back.")


# A process has one database.
outage = Outage()


async def outlast(work: Callable[[], Awaitable[Result]]) -> Result:
    """Do the work again until the database takes it.

    The work must bear to be done twice: a connection can break after a statement took effect and before its reply.
    """
    wait = _SHORTEST_WAIT
    while True:
        try:
            return await work()
        except PoolClosed:
            raise
        except AWAY as error:
            outage.went(error)
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)


async def outlast_for_a_moment(work: Callable[[], Awaitable[Result]]) -> Result:
    """The same where somebody waits for it. Raises Away when the moment is over, or Overloaded where that was the
    fault of this process."""
    failed = False

    async def attempt() -> Result:
        nonlocal failed
        try:
            return await work()
        except AWAY:
            failed = True
            raise

    try:
        async with asyncio.timeout(_MOMENT):
            return await outlast(attempt)
    except TimeoutError:
        if lag.is_felt and not failed:
            raise Overloaded("The server has more to do than it can. Try again in a few seconds.") from None
        raise Away("The database does not answer. Try again in a moment.") from None
