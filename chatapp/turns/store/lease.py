"""A runner's row: while its heartbeat is young, the turns that point to it are its own."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from uuid_utils.compat import uuid7

from chatapp.conversations.store import runners

T = TypeVar("T")


@dataclass(frozen=True)
class Rhythm:
    """How a runner shows that it lives, and when a silence proves that it does not. Seconds.

    While the database is away nobody can beat, so a silence counts only for a runner that saw no `gap` in its own
    beating: else it waits for `settling`, in which everybody who lives beats again. Two sums must hold, or a live
    runner is taken for dead: an attempt that hangs as the database comes back, and the next one, take less than
    `settling` (timeout + again); and a break that is not noticed leaves everybody young
    (beat + gap + timeout + again < silence).
    """

    beat: float = 2.0
    # After a heartbeat that failed.
    again: float = 0.5
    # One heartbeat may take so long, its connection included: one can be dead and say nothing.
    timeout: float = 3.0
    gap: float = 4.0
    settling: float = 6.0
    silence: float = 10.0


class Lease:
    """Beats over a connection of its own: it waits for nothing that others do with the database."""

    def __init__(self, conninfo: Callable[[], Awaitable[str]], rhythm: Rhythm | None = None) -> None:
        self.runner_id: UUID = uuid7()
        self.rhythm = rhythm or Rhythm()
        self._conninfo = conninfo
        self._connection: AsyncConnection | None = None
        self._sought: asyncio.Future[str] | None = None

    async def beat(self) -> dict[UUID, bool]:
        """Live on. Returns the open turns that are this runner's by their rows, and which were asked to stop.

        The first heartbeat enters the row. Raises psycopg.OperationalError when the database does not answer in time.
        """
        who = self.runner_id, socket.gethostname(), os.getpid()
        return await self._ask(lambda connection: runners.beat(connection, *who, self.rhythm.gap))

    async def leave(self) -> None:
        """Be silent at once: what this runner could not finish is swept without delay."""
        await self._ask(lambda connection: runners.leave(connection, self.runner_id))
        await self._hang_up()

    async def _ask(self, ask: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        latest = loop.time() + self.rhythm.timeout
        connection = self._connection or await self._connect(latest)
        cut = loop.call_at(latest, _cut, connection)
        try:
            return await ask(connection)
        except BaseException:
            await self._hang_up()
            raise
        finally:
            cut.cancel()

    async def _connect(self, latest: float) -> AsyncConnection:
        try:
            async with asyncio.timeout_at(latest):
                self._connection = await AsyncConnection.connect(await self._address(), autocommit=True)
        except TimeoutError:
            raise psycopg.OperationalError("no answer to a heartbeat") from None
        return self._connection

    async def _address(self) -> str:
        """Sought once at a time: it may start a database, which takes longer than a heartbeat may."""
        sought = self._sought = self._sought or asyncio.ensure_future(self._conninfo())
        try:
            return await asyncio.shield(sought)
        finally:
            if sought.done():
                self._sought = None

    async def _hang_up(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                await self._connection.close()
            self._connection = None


def _cut(connection: AsyncConnection) -> None:
    """Let who waits for this connection see its end now: to cancel a statement asks the server, which is silent."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
