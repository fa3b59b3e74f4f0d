"""The sockets of this process by person, and what each person is told about their conversations."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from chatapp.accounts.sessions import OVER
from chatapp.turns.errors import TurnError
from chatapp.turns.runtime import cancellation
from chatapp.turns.runtime.database_retry import outlast
from chatapp.turns.runtime.periodic import every
from chatapp.turns.store.load import moment

logger = logging.getLogger(__name__)

# Sockets of one person in this process. One more, and the one that was not used for longest gives way.
MOST_SOCKETS = 40
EXPIRY_SECONDS = 30.0
_SHORTEST_WAIT = 0.1
_LONGEST_WAIT = 10.0


class Visitor(Protocol):
    """One socket of a person. `session` is the key of the log-in that opened it."""

    @property
    def session(self) -> str: ...

    @property
    def subscriptions(self) -> Collection[UUID]:
        """The conversations that it follows."""

    async def changed(self, conversation: dict[str, Any], turns: list[UUID]) -> None:
        """A `conversation` frame, and the turns of that conversation that run now."""

    async def check(self) -> None:
        """The person's log-ins changed: is this one still good?"""

    async def give_way(self) -> None:
        """The person has too many sockets: close this one."""


class People:
    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool
        # Those of a person in the order in which they were last used.
        self._visitors: dict[int, dict[Visitor, None]] = defaultdict(dict)
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
        return sum(map(len, self._visitors.values()))

    def enter(self, user_id: int, visitor: Visitor) -> None:
        visitors = self._visitors[user_id]
        visitors[visitor] = None
        if len(visitors) > MOST_SOCKETS:
            oldest = next(iter(visitors))
            del visitors[oldest]
            self._keep(oldest.give_way())

    def used(self, user_id: int, visitor: Visitor) -> None:
        """The person did something in it."""
        visitors = self._visitors[user_id]
        if visitor in visitors:
            visitors[visitor] = visitors.pop(visitor)

    def leave(self, user_id: int, visitor: Visitor) -> None:
        self._visitors[user_id].pop(visitor, None)
        if not self._visitors[user_id]:
            del self._visitors[user_id]

    def hear_conversation(self, text: str) -> None:
        """A notification: "<owner> <conversation>"."""
        owner, _, conversation = text.partition(" ")
        if int(owner) in self._visitors:
            self._changed(int(owner), UUID(conversation))

    def hear_person(self, text: str) -> None:
        """A notification: "<user>", whose log-ins changed."""
        for visitor in tuple(self._visitors.get(int(text), ())):
            self._keep(self._check(int(text), visitor))

    async def end_expired(self) -> None:
        """Check the sockets whose sessions are over by time alone, which nobody tells: one question for all."""
        sessions = {visitor.session for visitors in self._visitors.values() for visitor in visitors}
        if not sessions:
            return
        async with self._pool.connection() as connection:
            cursor = await connection.execute(OVER, {"keys": list(sessions)})
            over = {key for (key,) in await cursor.fetchall()}
        for user_id, visitors in self._visitors.items():
            for visitor in visitors:
                if visitor.session in over:
                    self._keep(self._check(user_id, visitor))

    def catch_up(self) -> None:
        """Notifications were missed."""
        for user_id, visitors in self._visitors.items():
            self.hear_person(str(user_id))
            for conversation_id in {each for visitor in visitors for each in visitor.subscriptions}:
                self._changed(user_id, conversation_id)

    async def _check(self, user_id: int, visitor: Visitor) -> None:
        """Until it is known: a socket of somebody who may not be here any more must not outlive an outage."""
        wait = _SHORTEST_WAIT
        while visitor in self._visitors.get(user_id, ()):
            try:
                await visitor.check()
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
                await outlast(lambda: self._tell(owner_id, conversation_id))
        finally:
            self._told.discard(which)

    async def _tell(self, owner_id: int, conversation_id: UUID) -> None:
        async with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            await cursor.execute(_CONVERSATION, {"id": conversation_id, "owner": owner_id})
            row = await cursor.fetchone()
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
        for visitor in tuple(self._visitors.get(owner_id, ())):
            try:
                await visitor.changed(frame, turns)
            except TurnError as error:
                logger.warning("A page was not told: %s", error)


_CONVERSATION = """
    SELECT c.id, c.title, c.preview, c.updated_at, c.deleted_at IS NOT NULL AS deleted, c.store,
        c.active_leaf_id AS leaf,
        ARRAY(
            SELECT t.id FROM conversations_turn t
            WHERE t.owner_id = c.owner_id AND t.conversation_id = c.id AND t.status IN ('queued', 'running')
            ORDER BY t.id
        ) AS turns
    FROM conversations_conversation c WHERE c.id = %(id)s AND c.owner_id = %(owner)s
"""
