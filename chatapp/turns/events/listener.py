"""Hears the notifications of all processes over one connection."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import psycopg
from psycopg import sql

from chatapp.jobs.readable import readable
from chatapp.turns.runtime import cancellation
from chatapp.turns.runtime.database_retry import outage

logger = logging.getLogger(__name__)

LONGEST_WAIT = 10.0


class Listener:
    """Calls `handlers[channel](payload)` for each notification, and `missed` after a time of deafness."""

    def __init__(
        self,
        conninfo: Callable[[], Awaitable[str]],
        handlers: Mapping[str, Callable[[str], None]],
        missed: Callable[[], Awaitable[None]],
    ) -> None:
        self._conninfo = conninfo
        self._handlers = handlers
        self._missed = missed
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._has_listened = False

    async def open(self) -> None:
        """Returns when it hears."""
        self._task = asyncio.create_task(self._listen_forever(), name="listener")
        await self._listening.wait()

    async def close(self) -> None:
        if self._task is not None:
            await cancellation.end([self._task])

    async def _listen_forever(self) -> None:
        wait = 0.1
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                outage.went(error)
            except Exception:
                logger.exception("A notification was not handled.")
            wait = 0.1 if self._listening.is_set() else min(wait * 2, LONGEST_WAIT)
            self._listening.clear()
            await asyncio.sleep(wait)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(await self._conninfo(), autocommit=True)
        async with connection:
            for channel in self._handlers:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            self._listening.set()
            outage.came_back()
            # Before the first time nobody was there who could miss anything.
            is_again, self._has_listened = self._has_listened, True
            if is_again:
                await self._missed()
            while True:
                async for notification in connection.notifies(timeout=0):
                    self._handlers[notification.channel](notification.payload)
                await readable(connection.fileno())
