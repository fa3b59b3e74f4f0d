"""One socket that follows one turn, with flow control."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from chatapp.turns.errors import Away, Overloaded
from chatapp.turns.events.broadcast import Broadcast

from .flow import Flow


class TurnFollower:
    """Sends a snapshot, then the frames of a broadcast.

    A socket that is behind gets nothing, and one snapshot when it has caught up: what it costs us is bounded, and
    the turn and its other followers do not wait. `find` looks for the broadcast of the turn, when a snapshot of it
    may be sent; `forget` is called when there is nothing more to follow.
    """

    def __init__(
        self,
        turn: UUID,
        conversation: UUID,
        flow: Flow,
        find: Callable[[], Awaitable[Broadcast]],
        write: Callable[[bytes], None],
        forget: Callable[[], None],
    ) -> None:
        self.conversation = conversation
        self._turn = turn
        self._flow = flow
        self._find = find
        self._write = write
        self._forget = forget
        self._broadcast: Broadcast | None = None
        self._behind = False
        self._preparing = False
        self._left = False

    async def resync(self) -> None:
        """A snapshot, now or when the client has caught up; then what follows it. Raises TurnError."""
        if self._preparing:
            return
        if self._flow.may_catch_up(self._turn) if self._behind else self._flow.may_send(self._turn):
            await self._send_snapshot()
        else:
            self._behind = True

    async def catch_up(self) -> None:
        """The client acknowledged something, or its line has room again. Raises TurnError."""
        if self._behind:
            await self.resync()

    def leave(self) -> None:
        self._left = True
        self._flow.excuse(self._turn)
        if self._broadcast is not None:
            self._broadcast.leave(self)

    def deliver(self, frame: bytes, seq: int) -> None:
        if not self._behind and self._flow.admit(self._turn, seq, len(frame)):
            self._write(frame)
        else:
            self._behind = True

    async def restart(self) -> None:
        self._flow.pay_any(self._turn)
        await self.resync()

    def ended(self) -> None:
        # What was held back is in the rows: no need to hold it here for as long as the client takes.
        self._broadcast = None
        if not self._behind:
            self._end()

    async def _send_snapshot(self) -> None:
        # What comes on the way to it is in it.
        self._behind = self._preparing = True
        try:
            broadcast = self._broadcast or await self._found()
            data, seq = broadcast.snapshot()
        finally:
            self._preparing = False
        if self._left:
            return
        if not self._flow.admit(self._turn, seq, len(data)):
            return
        self._behind = False
        if self._broadcast is None:
            self._end()
        self._write(data)

    async def _found(self) -> Broadcast:
        try:
            broadcast = await self._find()
        except (Away, Overloaded):
            # It is tried again when the client says something.
            raise
        except BaseException:
            self._end()
            raise
        if not self._left and not broadcast.over:
            self._broadcast = broadcast
            broadcast.join(self)
        return broadcast

    def _end(self) -> None:
        self._flow.excuse(self._turn)
        if not self._left:
            self._forget()
