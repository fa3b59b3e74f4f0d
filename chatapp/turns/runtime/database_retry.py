"""While the database is away, what must be written waits, and the log says so once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from chatapp.turns.errors import Away, Overloaded

logger = logging.getLogger(__name__)

AWAY = (psycopg.OperationalError, PoolTimeout)

_REMIND_SECONDS = 60.0
_SHORTEST_WAIT = 0.05
_LONGEST_WAIT = 1.0
_MOMENT = 5.0
# Seconds for which an answer shows that the database is there: longer than from one heartbeat to the next.
_RECENT = 3.0
# Seconds after its return in which connections of before still break: the log does not call that another outage.
_SETTLING = 3.0

Result = TypeVar("Result")


class Outage:
    """Many notice that the database is away, each of them again and again; a reader of the log wants it once."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._back: float | None = None
        self._answered: float | None = None

    @property
    def is_answering(self) -> bool:
        """Has the database answered anybody just now, and failed nobody since?"""
        return self._answered is not None and time.monotonic() - self._answered < _RECENT

    def answered(self) -> None:
        self._answered = time.monotonic()

    def went(self, error: BaseException) -> None:
        now = time.monotonic()
        self._answered = None
        if self._back is not None and now - self._back < _SETTLING:
            return
        if self._last is None or now - self._last > _REMIND_SECONDS:
            self._last = now
            reason = " ".join(str(error).split())
            logger.warning("The database is away, and what must be written waits: %s", reason)

    def came_back(self) -> None:
        if self._last is not None:
            self._last = None
            self._back = time.monotonic()
            logger.warning("The database is back.")


# A process has one database.
outage = Outage()


async def retry_until_back(work: Callable[[], Awaitable[Result]]) -> Result:
    """Do the work again until the database takes it.

    The work must bear to be done twice: a connection can break after a statement took effect and before its reply.
    """
    wait = _SHORTEST_WAIT
    while True:
        try:
            result = await work()
        except PoolClosed:
            raise
        except AWAY as error:
            outage.went(error)
        else:
            outage.answered()
            return result
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)


async def retry_briefly(work: Callable[[], Awaitable[Result]]) -> Result:
    """The same for a caller that waits. Raises Away when the moment is over, or Overloaded where the database
    answers others meanwhile: then this process was too slow to ask it."""
    try:
        async with asyncio.timeout(_MOMENT):
            return await retry_until_back(work)
    except TimeoutError:
        if outage.is_answering:
            raise Overloaded from None
        raise Away("The database does not answer. Try again in a moment.") from None
