"""What one socket was sent of turns and has not acknowledged."""

from __future__ import annotations

from collections import Counter, deque
from uuid import UUID

# Bytes of frames of one turn that a client may owe an acknowledgement for before the next one is held back.
MOST_UNACKNOWLEDGED = 256 * 1024
# The same of all turns together: a person may have eight that run, and each may leave a rest.
MOST_OF_ALL = 1024 * 1024
# A client acknowledges at the latest after so many bytes: one that owes less has caught up.
ACKNOWLEDGED_EACH = MOST_UNACKNOWLEDGED // 4


class Debt:
    """It is the socket's: to follow a turn anew does not clear it."""

    def __init__(self) -> None:
        self._owed: dict[UUID, deque[tuple[int, int, int]]] = {}
        self._bytes: Counter[UUID] = Counter()
        self._total = 0
        self._sent = 0

    def allows(self, turn: UUID) -> bool:
        """May a frame of this turn be sent?"""
        return self._bytes[turn] < MOST_UNACKNOWLEDGED and self._total < MOST_OF_ALL

    def is_low(self, turn: UUID) -> bool:
        """Has the client caught up?"""
        return self._bytes[turn] < ACKNOWLEDGED_EACH and self._total < MOST_OF_ALL

    def owe(self, turn: UUID, seq: int, size: int) -> None:
        """A frame of `size` bytes that ends at `seq` was sent."""
        self._sent += 1
        self._owed.setdefault(turn, deque()).append((seq, self._sent, size))
        self._bytes[turn] += size
        self._total += size

    def pay(self, turn: UUID, seq: int) -> None:
        """The turn was taken in up to `seq`, and so was what had been sent before that: frames come in order."""
        last = 0
        while (owed := self._owed.get(turn)) and owed[0][0] <= seq:
            last = owed[0][1]
            self._drop_first(turn)
        for other in tuple(self._owed):
            while (owed := self._owed.get(other)) and owed[0][1] <= last:
                self._drop_first(other)

    def pay_any(self, turn: UUID) -> None:
        """From now on any acknowledgement pays what is owed: the turn's `seq` begins again, maybe lower."""
        if owed := self._owed.get(turn):
            self._owed[turn] = deque((0, number, size) for _, number, size in owed)

    def excuse(self, turn: UUID) -> None:
        """No more comes of the turn: of a small rest no acknowledgement has to come either."""
        if self._bytes[turn] < ACKNOWLEDGED_EACH:
            self._total -= self._bytes.pop(turn, 0)
            self._owed.pop(turn, None)

    def _drop_first(self, turn: UUID) -> None:
        owed = self._owed[turn]
        size = owed.popleft()[2]
        self._total -= size
        self._bytes[turn] -= size
        if not owed:
            del self._owed[turn], self._bytes[turn]
