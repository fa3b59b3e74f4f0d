"""Follows turns that run in other processes, by their log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool

from chatapp.conversations.models import TurnStatus
from chatapp.conversations.store import event_log
from chatapp.conversations.store.turns import open_among, owner_of
from chatapp.turns.errors import NotFound
from chatapp.turns.events.broadcast import Broadcast
from chatapp.turns.runtime import cancellation
from chatapp.turns.runtime.database_retry import AWAY, retry_briefly
from chatapp.turns.state import TurnState
from chatapp.turns.store.load import load_turn
from chatapp.turns.store.readable import readable

from .runner import Runner

logger = logging.getLogger(__name__)

# A notification can be lost; the log is looked at this often anyway. Seconds.
LOOK_SECONDS = 1.0


class RemoteTurns:
    """Finds the broadcast of any turn: the runner's own, or one that is fed from the log."""

    def __init__(self, pool: AsyncConnectionPool, runner: Runner) -> None:
        self._pool = pool
        self._runner = runner
        self._elsewhere: dict[UUID, Broadcast] = {}
        self._hint = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._task = asyncio.create_task(self._look_forever(), name="following")

    async def close(self) -> None:
        if self._task is not None:
            await cancellation.end([self._task])

    async def broadcast(self, turn_id: UUID) -> Broadcast:
        """Where to follow a turn; of one that has ended, its last state. Raises NotFound."""
        found = self._runner.broadcast(turn_id) or self._elsewhere.get(turn_id)
        if found is not None:
            return found
        state = await retry_briefly(lambda: self._read(turn_id))
        if state is None:
            raise NotFound("This answer does not exist.")
        # It may have come here while the rows were read.
        found = self._runner.broadcast(turn_id) or self._elsewhere.get(turn_id)
        if found is None:
            found = Broadcast(turn_id, state)
            if not found.over:
                self._elsewhere[turn_id] = found
                self._hint.set()
        return found

    async def _read(self, turn_id: UUID) -> TurnState | None:
        async with self._pool.connection() as connection:
            state = await _load(connection, turn_id)
            if state is None or state.turn["status"] in TurnStatus.open():
                return state
            return await _as_its_owner_may_see(connection, state)

    def hint(self, turns: str) -> None:
        """The log has something new of these turns (comma-separated ids, or "*")."""
        if self._elsewhere and (turns == event_log.EVERY_TURN or self._concerns(turns.split(","))):
            self._hint.set()

    def _concerns(self, turns: Iterable[str]) -> bool:
        return any(UUID(turn) in self._elsewhere for turn in turns)

    async def _look_forever(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS if self._elsewhere else None):
                    await self._hint.wait()
            except TimeoutError:
                pass
            self._hint.clear()
            try:
                await self._look()
            except AWAY as error:
                logger.warning("The log cannot be read: %s", error)
            except Exception:
                logger.exception("Following failed.")

    async def _look(self) -> None:
        self._forget_unfollowed()
        known = {turn_id: broadcast.state.seq for turn_id, broadcast in self._elsewhere.items()}
        if not known:
            return
        async with self._pool.connection() as connection:
            for entry in await event_log.read(connection, known):
                await self._take(connection, entry)
            for turn_id in known.keys() - await open_among(connection, known):
                await self._end(connection, turn_id)

    def _forget_unfollowed(self) -> None:
        for turn_id, broadcast in tuple(self._elsewhere.items()):
            if not broadcast.followed:
                del self._elsewhere[turn_id]

    async def _take(self, connection: psycopg.AsyncConnection, entry: event_log.Entry) -> None:
        broadcast = self._elsewhere[entry.turn_id]
        if entry.after == broadcast.state.seq:
            broadcast.publish(entry.events, entry.seq)
        elif state := await _load(connection, entry.turn_id):
            await broadcast.replace(state)

    async def _end(self, connection: psycopg.AsyncConnection, turn_id: UUID) -> None:
        broadcast = self._elsewhere.pop(turn_id)
        if state := await _load(connection, turn_id):
            await broadcast.replace(state)
        broadcast.close()


async def _as_its_owner_may_see(connection: psycopg.AsyncConnection, state: TurnState) -> TurnState:
    owner = await owner_of(connection, UUID(state.turn["id"]))
    if owner is None:
        return state
    messages = state.messages
    bodies = await readable(connection, owner, [message["body"] for message in messages])
    shown = [{**message, "body": body} for message, body in zip(messages, bodies, strict=True)]
    return TurnState(state.turn, shown, state.seq)


async def _load(connection: psycopg.AsyncConnection, turn_id: UUID) -> TurnState | None:
    """The turn at one moment, however many statements read it: its end may come between them."""
    async with connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return await load_turn(connection, turn_id)
