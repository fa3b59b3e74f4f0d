"""Ends what runs here for people who may not be here any more: calls of scripts, and titles.

Their turns are ended by the heartbeat (see `lease`). Asked again and again and not told: a notification can be lost,
and what runs costs money.
"""

from __future__ import annotations

import asyncio

from psycopg_pool import AsyncConnectionPool

from chatapp.accounts.signals.session_notify import ACTIVE
from chatapp.turns.calls.api_calls import Calls
from chatapp.turns.runtime import cancellation
from chatapp.turns.runtime.periodic import every

from .runner import Runner

LOOK_SECONDS = 2.0


class Departures:
    def __init__(self, pool: AsyncConnectionPool, runner: Runner, calls: Calls) -> None:
        self._pool = pool
        self._runner = runner
        self._calls = calls
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._task = asyncio.create_task(every(LOOK_SECONDS, self._look), name="departures")

    async def close(self) -> None:
        if self._task is not None:
            await cancellation.end([self._task])

    async def _look(self) -> None:
        people = self._runner.titled | self._calls.people
        if not people:
            return
        async with self._pool.connection() as connection:
            cursor = await connection.execute(ACTIVE, {"people": list(people)})
            active = {person for (person,) in await cursor.fetchall()}
        for person in people - active:
            self._runner.end_titles(person)
            self._calls.end_for(person)
