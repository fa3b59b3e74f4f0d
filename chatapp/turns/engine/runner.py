"""The runner: the part of a server process that runs turns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Set
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from chatapp.conversations.models import TurnStatus
from chatapp.conversations.store import event_log
from chatapp.conversations.store.turns import ask_to_stop
from chatapp.logs.context import bound
from chatapp.tools.registry import Registry
from chatapp.turns import metrics
from chatapp.turns.calls.attempts import Policy, describe
from chatapp.turns.calls.ledger import Ledger
from chatapp.turns.errors import OUR_FAULT, NotFound, ShuttingDown, TooLong
from chatapp.turns.events.broadcast import Broadcast
from chatapp.turns.runtime import cancellation
from chatapp.turns.runtime.database_retry import AWAY, outage, retry_briefly, retry_until_back
from chatapp.turns.runtime.loop_lag import lag
from chatapp.turns.runtime.periodic import every
from chatapp.turns.store.asked import Opened, Send, TurnRequest
from chatapp.turns.store.lease import Lease
from chatapp.turns.store.load import describe_turn, load_turn
from chatapp.turns.store.opening import open_beside, open_turn
from chatapp.turns.store.sweep import sweep
from chatapp.turns.store.transitions import close_turn, take_back, with_answer
from chatapp.upstream.errors import UpstreamError
from chatapp.upstream.pool import UpstreamPool

from .choices import Work
from .live_turn import LiveTurn
from .loop import Engine, answer
from .measuring import Measured, measure
from .titles import give_title

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

SWEEP_SECONDS = 2.0
LOG_SECONDS = 0.25
TAKEN_AT_ONCE = 50


class Runner:
    """Runs turns in tasks of its own, logs their events, keeps its lease, and sweeps what dead runners left."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        lease: Lease,
        upstreams: UpstreamPool,
        registry: Registry,
        *,
        policy: Policy | None = None,
        title_model: str = "",
    ) -> None:
        self.id: UUID = lease.runner_id
        self.draining = False
        self._pool = pool
        self.engine = Engine(pool, upstreams, registry, Ledger(pool, self.id), policy or Policy())
        self._lease = lease
        self._title_model = title_model
        self._turns: dict[UUID, LiveTurn] = {}
        self._loops: list[asyncio.Task[None]] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        # With the people whose chats they are for.
        self._titles: dict[asyncio.Task[None], int] = {}
        self._logging = asyncio.Lock()
        self._occupied = asyncio.Event()
        self._wanted_back: set[UUID] = set()
        # Open turns that are ours by their rows only, at the last heartbeat and at both of the last two.
        self._doubtful: set[UUID] = set()
        self._strays: set[UUID] = set()

    @property
    def running(self) -> int:
        """How many turns run here."""
        return len(self._turns)

    async def open(self) -> None:
        """Enter the row of this process and begin to keep it alive."""
        await self._lease.beat()
        rhythm = self._lease.rhythm
        # The heartbeat waits for nothing else: a sweep that takes long must not cost this runner its own turns.
        self._loops = [
            asyncio.create_task(every(rhythm.beat, self._beat, again=rhythm.again), name="heartbeat"),
            asyncio.create_task(every(SWEEP_SECONDS, self._sweep), name="sweep"),
            asyncio.create_task(every(LOG_SECONDS, self._write_log), name="log"),
        ]

    async def start(self, asked: TurnRequest) -> Opened:
        """Open a turn and run it. Raises TurnError; a known client_id returns the first turn."""
        if self.draining:
            raise ShuttingDown("The server is restarting. Your message is sent again in a moment.")
        lag.admit()
        # A task like those of the turns: whoever drains waits for it, too.
        return await self._keep(self._begin(asked))

    async def measure(self, asked: Send, more: int) -> Measured | None:
        """See `measuring`; nothing is written. Raises TurnError."""

        async def read() -> Measured | None:
            async with self._pool.connection() as connection:
                return await measure(connection, self.engine.registry, asked, more)

        return await retry_briefly(read)

    async def stop(self, owner_id: int, turn_id: UUID) -> None:
        """Ask for the end of a turn, wherever it runs. Raises NotFound; nothing happens to one that has ended."""

        async def ask() -> bool:
            async with self._pool.connection() as connection:
                return await ask_to_stop(connection, owner_id, turn_id)

        if not await retry_briefly(ask):
            raise NotFound("This answer does not exist.")
        self.stop_here(turn_id)

    def stop_here(self, turn_id: UUID) -> None:
        """The turn's stop was asked for: end it, if it runs here."""
        if turn := self._turns.get(turn_id):
            turn.cancel(TurnStatus.STOPPED)

    @property
    def titled(self) -> Set[int]:
        """The people for whose chats titles are being made."""
        return set(self._titles.values())

    def end_titles(self, person: int) -> None:
        for title, owner in self._titles.items():
            if owner == person:
                title.cancel()

    def broadcast(self, turn_id: UUID) -> Broadcast | None:
        """The broadcast of a turn that runs here."""
        turn = self._turns.get(turn_id)
        return None if turn is None else turn.broadcast

    async def drain(self, grace: float) -> None:
        """Take no more turns, let the running ones end for `grace` seconds, then mark the rest interrupted."""
        self.draining = True
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                # One that ends may have begun another.
                while self._tasks:
                    await asyncio.wait(self._tasks)
        for turn in tuple(self._turns.values()):
            turn.cancel(TurnStatus.INTERRUPTED)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5.0)

    async def close(self) -> None:
        """Drain without grace and give the lease up."""
        await self.drain(0)
        await cancellation.end([*self._loops, *self._tasks])
        try:
            await self._lease.leave()
        except AWAY as error:
            # Its silence will tell as well.
            outage.went(error)

    async def _begin(self, asked: TurnRequest) -> Opened:
        opened = await retry_briefly(lambda: self._open(asked))
        if not opened.duplicate:
            with bound(turn=str(opened.turn_id), person=opened.owner_id):
                turn = LiveTurn(opened)
                self._run(turn, answer(self.engine, turn, self._begin_beside))
        return opened

    async def _open(self, asked: TurnRequest) -> Opened:
        async with self._pool.connection() as connection:
            return await open_turn(connection, asked, self.id)

    async def _begin_beside(self, first: LiveTurn, choice: int, work: Work) -> LiveTurn | None:
        """A turn for another choice of the completion that `first` runs."""

        async def write() -> Opened | None:
            async with self._pool.connection() as connection:
                return await open_beside(connection, first.opened, first.opened.beside[choice - 1])

        opened = await retry_until_back(write)
        if opened is None:
            return None
        with bound(turn=str(opened.turn_id), person=opened.owner_id):
            turn = LiveTurn(opened, choice)
            self._run(turn, work(turn))
        return turn

    def _run(self, turn: LiveTurn, work: Coroutine[Any, Any, None]) -> None:
        self._turns[turn.id] = turn
        self._occupied.set()
        turn.task = asyncio.create_task(work)
        self._keep(self._watch(turn, turn.task))

    def _keep(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _watch(self, turn: LiveTurn, task: asyncio.Task[None]) -> None:
        """Wait for the turn's task, however it ends, and write the end. Nobody cancels this one."""
        await asyncio.wait([task])
        status, error = _verdict(turn, task)
        kept = False
        try:
            kept = not turn.lost and await self._record(turn, status, error)
            if not kept:
                await self._show_rows(turn)
        except Exception:
            logger.exception("The end of turn %s was not written.", turn.id)
        finally:
            turn.broadcast.close()
            del self._turns[turn.id]
            if not self._turns:
                self._occupied.clear()
        if status is TurnStatus.DONE and kept and turn.opened.place.is_new:
            title = self._keep(self._title(turn))
            self._titles[title] = turn.opened.owner_id
            await asyncio.wait([title])
            del self._titles[title]

    async def _record(self, turn: LiveTurn, status: TurnStatus, error: dict[str, Any] | None) -> bool:
        """Write the end, however long the database is away."""
        # An entry of the log that is being written now would come after the end and stay.
        async with self._logging:
            turn.closing = True
        place = turn.opened.place
        messages = with_answer(turn.state.messages, place.parent_id, place.continues)
        columns = turn.final(status, error)
        logprobs = turn.logprobs()

        async def close() -> bool:
            async with self._pool.connection() as connection:
                end = partial(
                    close_turn,
                    connection,
                    self.id,
                    columns,
                    messages,
                    turn.tool_calls,
                    turn.written(),
                    logprobs,
                    leads=turn.choice == 0,
                )
                if await end():
                    return True
                async with connection.transaction():
                    return (
                        await take_back(connection, turn.id, self.id, columns["finished_at"]) and await end()
                    )

        kept = await retry_until_back(close)
        if kept:
            metrics.turns_ended(status.value)
            known = {message["id"] for message in turn.state.messages}
            missing = [{"t": "message", "message": m} for m in messages if m["id"] not in known]
            turn.publish([*missing, {"t": "end", "turn": describe_turn(columns)}])
        return kept

    def _lost(self, turn: LiveTurn) -> None:
        """By its row the turn is not this runner's any more; several may notice it."""
        if not turn.lost and turn.id not in self._wanted_back:
            self._wanted_back.add(turn.id)
            self._keep(self._take_back(turn))

    async def _take_back(self, turn: LiveTurn) -> None:
        """A sweep took this runner for dead, but only its memory holds the turn's latest state."""

        async def take() -> bool:
            async with self._pool.connection() as connection:
                return await take_back(connection, turn.id, self.id, datetime.now(UTC))

        # The log starts again from nothing: nobody may be writing it.
        async with self._logging:
            if not turn.closing and await retry_until_back(take):
                logger.warning("Turn %s was taken for dead, and goes on.", turn.id)
                turn.log_anew()
            else:
                turn.drop()
            self._wanted_back.discard(turn.id)

    async def _show_rows(self, turn: LiveTurn) -> None:
        """The turn is not this runner's any more: what its rows say is what counts."""
        async with self._pool.connection() as connection:
            state = await load_turn(connection, turn.id)
        if state is not None:
            await turn.broadcast.replace(state)

    async def _title(self, turn: LiveTurn) -> None:
        try:
            await give_title(self.engine, turn.opened, turn.state.messages, self._title_model)
        except UpstreamError as error:
            # Its own line says what happened; the provider's words may repeat those of the chat.
            logger.info("No title for %s: %s", turn.opened.place.conversation_id, type(error).__name__)
        except Exception:
            logger.exception("No title for %s.", turn.opened.place.conversation_id)

    async def _beat(self) -> None:
        here = dict(self._turns)
        held = await self._lease.beat()
        outage.answered()
        for turn_id, asked_to_stop in held.items():
            if asked_to_stop:
                self.stop_here(turn_id)
        for turn_id in here.keys() - held.keys():
            self._lost(here[turn_id])
        # A turn is one of ours without a task when its start broke off after its rows were written, or its end
        # was refused. It may also be about to start: the next heartbeat tells.
        strays = held.keys() - here.keys()
        self._doubtful, self._strays = strays, strays & self._doubtful

    async def _sweep(self) -> None:
        marked = await sweep(self._pool, self.id, self._lease.rhythm, self._strays - self._turns.keys())
        metrics.turns_ended(TurnStatus.INTERRUPTED.value, len(marked))

    async def _write_log(self) -> None:
        # While nothing runs there is nothing to write, and nobody has to look.
        await self._occupied.wait()
        async with self._logging:
            await self._append_unlogged()

    async def _append_unlogged(self) -> None:
        taken: list[tuple[LiveTurn, event_log.Entry]] = []
        lost: set[UUID] = set()
        try:
            for number, turn in enumerate(tuple(self._turns.values()), start=1):
                if entry := turn.take_unlogged():
                    taken.append((turn, entry))
                if number % TAKEN_AT_ONCE == 0:
                    # In one piece five hundred take as long as a hundred deltas.
                    await asyncio.sleep(0)
            if taken:
                async with self._pool.connection() as connection:
                    lost = await event_log.append(connection, self.id, [entry for _, entry in taken])
        except BaseException:
            for turn, entry in taken:
                turn.give_back(entry)
            raise
        for turn, _ in taken:
            if turn.id in lost:
                self._lost(turn)


def _verdict(turn: LiveTurn, task: asyncio.Task[None]) -> tuple[TurnStatus, dict[str, Any] | None]:
    if task.cancelled():
        return turn.ending or TurnStatus.INTERRUPTED, None
    match task.exception():
        case None:
            return TurnStatus.DONE, turn.limit()
        case UpstreamError() as error:
            return TurnStatus.FAILED, describe(error)
        case TooLong() as error:
            return TurnStatus.FAILED, error.described
        case error:
            logger.error("Turn %s failed.", turn.id, exc_info=error)
            return TurnStatus.FAILED, OUR_FAULT
