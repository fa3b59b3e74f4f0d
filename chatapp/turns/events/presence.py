"""The sockets of this process by person, and the changes of conversations that are sent to them."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from chatapp.accounts.sessions import OVER
from chatapp.conversations.store.conversations import overview
from chatapp.turns.errors import TurnError
from chatapp.turns.runtime import cancellation
from chatapp.turns.runtime.database_retry import retry_until_back
from chatapp.turns.runtime.periodic import every
from chatapp.turns.store.load import moment

logger = logging.getLogger(__name__)

# Sockets of one person in this process. One more closes the least recently used one.
MOST_SOCKETS = 40
EXPIRY_SECONDS = 30.0
_SHORTEST_WAIT = 0.1
_LONGEST_WAIT = 10.0


class Socket(Protocol):
    """One socket of a person. `session` is the key of the log-in that opened it."""

    @property
    def session(self) -> str: ...

    @property
    def subscriptions(self) -> Collection[UUID]:
        """The conversations that it follows."""

    async def changed(self, conversation: dict[str, Any], turns: list[UUID]) -> None:
        """A `conversation` frame, and the turns of that conversation that run now."""

    async def missed(self) -> None:
        """Conversations may have changed that nobody could name."""

    async def check(self) -> None:
        """The person's log-ins changed: is this one still good?"""

    async def give_way(self) -> None:
        """The person has too many sockets: close this one."""


class Presence:
    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool
        # Those of a person in the order in which they were last used.
        self._sockets: dict[int, dict[Socket, None]] = defaultdict(dict)
        self._tasks: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        # Conversations that changed since they were read, and those that are being told, with their owners.
        self._stale: set[tuple[int, UUID]] = set()
        self._told: set[tuple[int, UUID]] = set()

    def open(self) -> None:
        self._task = asyncio.create_task(every(EXPIRY_SECONDS, self.end_expired), name="expiry")

    async def close(self) -> None:
        if self._task is not None:
            await cancellation.end([self._task])

    @property
    def count(self) -> int:
        """How many sockets are open here."""
        return sum(map(len, self._sockets.values()))

    def enter(self, user_id: int, socket: Socket) -> None:
        sockets = self._sockets[user_id]
        sockets[socket] = None
        if len(sockets) > MOST_SOCKETS:
            oldest = next(iter(sockets))
            del sockets[oldest]
            self._keep(oldest.give_way())

    def used(self, user_id: int, socket: Socket) -> None:
        """The person did something in it."""
        sockets = self._sockets[user_id]
        if socket in sockets:
            sockets[socket] = sockets.pop(socket)

    def leave(self, user_id: int, socket: Socket) -> None:
        self._sockets[user_id].pop(socket, None)
        if not self._sockets[user_id]:
            del self._sockets[user_id]

    def hear_conversation(self, text: str) -> None:
        """A notification: "<owner> <conversation>"."""
        owner, _, conversation = text.partition(" ")
        if int(owner) in self._sockets:
            self._changed(int(owner), UUID(conversation))

    def hear_person(self, text: str) -> None:
        """A notification: "<user>", whose log-ins changed."""
        for socket in tuple(self._sockets.get(int(text), ())):
            self._keep(self._check(int(text), socket))

    async def end_expired(self) -> None:
        """Check the sockets whose sessions are over by time alone, which nobody tells: one question for all."""
        sessions = {socket.session for sockets in self._sockets.values() for socket in sockets}
        if not sessions:
            return
        async with self._pool.connection() as connection:
            cursor = await connection.execute(OVER, {"keys": list(sessions)})
            over = {key for (key,) in await cursor.fetchall()}
        for user_id, sockets in self._sockets.items():
            for socket in sockets:
                if socket.session in over:
                    self._keep(self._check(user_id, socket))

    def catch_up(self) -> None:
        """Notifications were missed."""
        for user_id, sockets in self._sockets.items():
            self.hear_person(str(user_id))
            for conversation_id in {each for socket in sockets for each in socket.subscriptions}:
                self._changed(user_id, conversation_id)
            for socket in sockets:
                self._keep(socket.missed())

    async def _check(self, user_id: int, socket: Socket) -> None:
        """Until it is known: a socket of a deactivated account must not outlive an outage."""
        wait = _SHORTEST_WAIT
        while socket in self._sockets.get(user_id, ()):
            try:
                await socket.check()
                break
            except Exception as error:
                logger.warning("A log-in could not be looked at, which is tried again: %s", error)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    def _changed(self, owner_id: int, conversation_id: UUID) -> None:
        self._stale.add((owner_id, conversation_id))
        if (owner_id, conversation_id) not in self._told:
            self._keep(self._tell_all(owner_id, conversation_id))

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.warning("A person was not told: %s", error, exc_info=error)

    async def _tell_all(self, owner_id: int, conversation_id: UUID) -> None:
        """Tell the changes of one conversation one after another: the last that is told is the last that was."""
        which = (owner_id, conversation_id)
        if which in self._told:
            return
        self._told.add(which)
        try:
            while which in self._stale:
                self._stale.discard(which)
                await retry_until_back(lambda: self._tell(owner_id, conversation_id))
        finally:
            self._told.discard(which)

    async def _tell(self, owner_id: int, conversation_id: UUID) -> None:
        async with self._pool.connection() as connection:
            row = await overview(connection, owner_id, conversation_id)
        if row is None:
            return
        turns = row.pop("turns")
        frame = {
            "type": "conversation",
            **row,
            "id": str(row["id"]),
            "leaf": None if row["leaf"] is None else str(row["leaf"]),
            "updated_at": moment(row["updated_at"]),
            "running": bool(turns),
        }
        for socket in tuple(self._sockets.get(owner_id, ())):
            try:
                await socket.changed(frame, turns)
            except TurnError as error:
                logger.warning("A page was not told: %s", error)
