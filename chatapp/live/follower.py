"""One socket that follows one turn, with flow control."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from chatapp.turns.broadcast import Broadcast

# Bytes of events that a client may owe an acknowledgement for.
MOST_UNACKNOWLEDGED = 256 * 1024


class TurnFollower:
    """Sends a snapshot, then the frames of a broadcast.

    A client that does not acknowledge gets nothing beyond a bound, and one snapshot when it has caught up: what it
    costs us is bounded, and the turn and its other followers do not wait.
    """

    def __init__(
        self, broadcast: Broadcast, send: Callable[[str], Awaitable[None]], forget: Callable[[], None]
    ) -> None:
        self._broadcast = broadcast
        self._send = send
        self._forget = forget
        self._owed: deque[tuple[int, int]] = deque()
        self._owed_bytes = 0
        self._behind = False
        self._over = False

    async def begin(self) -> None:
        await self._send(await self._broadcast.join(self))

    def leave(self) -> None:
        self._broadcast.leave(self)

    async def deliver(self, frame: str, seq: int) -> None:
        if self._behind:
            return
        if self._owed_bytes + len(frame) > MOST_UNACKNOWLEDGED:
            self._behind = True
            return
        self._owed.append((seq, len(frame)))
        self._owed_bytes += len(frame)
        await self._send(frame)

    async def restart(self) -> None:
        if not self._behind:
            await self._send_snapshot()

    async def ended(self) -> None:
        self._over = True
        if not self._behind:
            self._forget()

    async def acknowledge(self, seq: int) -> None:
        while self._owed and self._owed[0][0] <= seq:
            self._owed_bytes -= self._owed.popleft()[1]
        if self._behind and not self._owed:
            self._behind = False
            await self._send_snapshot()
            if self._over:
                self._forget()

    async def _send_snapshot(self) -> None:
        self._owed.clear()
        self._owed_bytes = 0
        await self._send(self._broadcast.snapshot())
