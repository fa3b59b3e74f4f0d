"""One socket that follows one turn, with flow control."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from uuid import UUID

from chatapp.turns.broadcast import Broadcast

# Bytes of frames that a client may owe an acknowledgement for before the next one is held back.
MOST_UNACKNOWLEDGED = 256 * 1024
# A client acknowledges at the latest after so many bytes: one that owes less has caught up.
ACKNOWLEDGED_EACH = MOST_UNACKNOWLEDGED // 4


class TurnFollower:
    """Sends a snapshot, then the frames of a broadcast.

    A client that does not acknowledge gets nothing beyond a bound, and one snapshot when it has caught up: what it
    costs us is bounded, and the turn and its other followers do not wait. `forget` is called when the turn has
    ended; `again` follows it anew from its rows, for a client that was behind when it ended.
    """

    def __init__(
        self,
        broadcast: Broadcast,
        send: Callable[[str], Awaitable[None]],
        forget: Callable[[], None],
        again: Callable[[], Awaitable[None]],
    ) -> None:
        self.conversation = UUID(broadcast.state.turn["conversation"])
        self._broadcast: Broadcast | None = broadcast
        self._send = send
        self._forget = forget
        self._again = again
        self._owed: deque[tuple[int, int]] = deque()
        self._owed_bytes = 0
        self._behind = False

    async def begin(self) -> None:
        assert self._broadcast is not None
        if self._broadcast.over:
            self._forget()
        else:
            self._broadcast.join(self)
        await self._send_snapshot()

    def leave(self) -> None:
        if self._broadcast is not None:
            self._broadcast.leave(self)

    async def deliver(self, frame: str, seq: int, size: int) -> None:
        if self._may_send():
            self._owe(seq, size)
            await self._send(frame)

    async def restart(self) -> None:
        # The `seq` of another state may be lower: what is owed of the old one would never be acknowledged.
        self._owed.clear()
        self._owed_bytes = 0
        await self.resync()

    async def resync(self) -> None:
        """A snapshot, now or when the client has caught up."""
        if self._may_send():
            await self._send_snapshot()

    async def ended(self) -> None:
        if self._behind:
            # What was held back is in the rows: no need to hold it here for as long as the client takes.
            self._broadcast = None
        else:
            self._forget()

    async def acknowledge(self, seq: int) -> None:
        while self._owed and self._owed[0][0] <= seq:
            self._owed_bytes -= self._owed.popleft()[1]
        if not self._behind or self._owed_bytes >= ACKNOWLEDGED_EACH:
            return
        if self._broadcast is not None:
            await self._send_snapshot()
        else:
            self._forget()
            await self._again()

    def _may_send(self) -> bool:
        self._behind = self._behind or self._owed_bytes >= MOST_UNACKNOWLEDGED
        return not self._behind

    def _owe(self, seq: int, size: int) -> None:
        self._owed.append((seq, size))
        self._owed_bytes += size

    async def _send_snapshot(self) -> None:
        assert self._broadcast is not None
        # What comes on the way to it is in it.
        self._behind = True
        data, seq = await self._broadcast.snapshot()
        self._behind = False
        self._owe(seq, len(data))
        await self._send(data.decode())
