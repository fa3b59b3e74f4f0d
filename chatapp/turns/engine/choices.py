"""The choices of a completion besides its first: each is shown by a turn of its own, which begins with its first words.

So each has its rows, its log and its followers like any other turn, and what the page showed of it outlives a kill. The
completion itself, with its usage, belongs to the turn of the first choice.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any, Protocol

from chatapp.conversations.models import TurnStatus
from chatapp.turns.calls.attempts import Retrying
from chatapp.turns.calls.generation import AnswerObserver, Generation
from chatapp.upstream.errors import UpstreamError
from chatapp.wire.accumulate.deltas import Change, UsageDelta
from chatapp.wire.types.chunk import Chunk

from .live_turn import LiveTurn

Work = Callable[[LiveTurn], Coroutine[Any, Any, None]]
Begin = Callable[[LiveTurn, int, Work], Awaitable[LiveTurn | None]]
"""Opens a turn beside this one for a choice, and lets it do the work; None where that one runs no more."""


class Sibling(Protocol):
    """The answer of a turn that shows a further choice."""

    def show(self, generation: Generation) -> AnswerObserver:
        """Begin its message. Returns the observer that publishes the choice."""

    def go_on(self, ended: Awaitable[None]) -> Coroutine[Any, Any, None]:
        """What the turn does: it waits for the end of the completion, and goes on from its own choice."""


class _Told:
    """A choice that has begun. `ended` waits for the end of the completion; its turn may have ended before."""

    def __init__(self, turn: LiveTurn, telling: AnswerObserver, ended: asyncio.Future[None]) -> None:
        self.turn = turn
        self.telling = telling
        self.ended = ended

    def end(self, *, whole: bool, error: UpstreamError | None, ending: TurnStatus | None) -> None:
        if self.ended.done():
            return
        if whole:
            self.ended.set_result(None)
        elif error is not None:
            self.ended.set_exception(error)
        else:
            self.turn.cancel(ending or TurnStatus.INTERRUPTED)


class Choices:
    """Streams a completion: the first choice to the turn that asked, each other one to a turn beside it."""

    def __init__(self, turn: LiveTurn, begin: Begin, sibling: Callable[[LiveTurn], Sibling]) -> None:
        self._turn = turn
        self._begin = begin
        self._sibling = sibling
        self._others: dict[int, _Told | None] = {}
        self._new: defaultdict[int, list[Change]] = defaultdict(list)

    async def stream(self, generation: Generation, telling: AnswerObserver) -> None:
        """Raises UpstreamError, like the generation; the turns beside end as this one does."""
        self._generation, self._own = generation, telling
        whole, failure = False, None
        try:
            await generation.stream(self)
            whole = True
        except UpstreamError as error:
            failure = error
            raise
        finally:
            for told in self._others.values():
                if told is not None:
                    told.end(whole=whole, error=failure, ending=self._turn.ending)

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        own: list[Change] = []
        for change in changes:
            if isinstance(change, UsageDelta) or change.choice == 0:
                own.append(change)
            elif 0 < change.choice <= len(self._turn.opened.beside):
                self._tell_other(change.choice, change._replace(choice=0))
        self._own.tell(chunk, own)

    def flush(self) -> Awaitable[None] | None:
        going_on = [told.telling for told in self._others.values() if told and not told.ended.done()]
        waits = [wait for each in (self._own, *going_on) if (wait := each.flush()) is not None]
        if self._new:
            waits.append(self._begin_new())
        return _each(waits) if waits else None

    async def retry(self, retrying: Retrying) -> None:
        await self._own.retry(retrying)

    def _tell_other(self, index: int, change: Change) -> None:
        if index not in self._others:
            self._new[index].append(change)
        elif (told := self._others[index]) is not None and not told.ended.done():
            told.telling.tell(None, [change])

    async def _begin_new(self) -> None:
        """Nothing more is read meanwhile."""
        while self._new:
            index, changes = self._new.popitem()
            self._others[index] = None
            await self._begin(self._turn, index, partial(self._work, index))
            if (told := self._others[index]) is not None:
                told.telling.tell(None, changes)
                if (wait := told.telling.flush()) is not None:
                    await wait

    def _work(self, index: int, turn: LiveTurn) -> Coroutine[Any, Any, None]:
        sibling = self._sibling(turn)
        ended = asyncio.get_running_loop().create_future()
        self._others[index] = _Told(turn, sibling.show(self._generation), ended)
        return sibling.go_on(ended)


async def _each(waits: Iterable[Awaitable[None]]) -> None:
    for wait in waits:
        await wait
