"""What a socket may be sent now: its line has room, and its client keeps up."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

from .line import Line

# Bytes of frames of one turn that a client may owe an acknowledgement for before the next one is held back.
MOST_UNACKNOWLEDGED = 256 * 1024
# The same of all turns together: a person may have eight that run, and each may leave a rest.
MOST_OF_ALL = 1024 * 1024
# A client acknowledges at the latest after so many bytes: one that owes less has caught up.
ACKNOWLEDGED_EACH = MOST_UNACKNOWLEDGED // 4


@dataclass(slots=True)
class _Owed:
    """What is owed of one turn: `frames` are (seq, number, bytes), the oldest first."""

    bytes: int = 0
    frames: deque[tuple[int, int, int]] = field(default_factory=deque)


class Flow:
    """Followers ask it before they send a frame of their turn.

    What is owed for a turn, sent and not acknowledged, is the socket's: to follow the turn anew does not clear it.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        # By the integer of a turn's id: Python hashes a UUID in Python, several times a frame.
        self._owed: dict[int, _Owed] = {}
        self._total = 0
        self._sent = 0

    def may_send(self, turn: UUID) -> bool:
        """May a snapshot of this turn be sent?"""
        return self._has_room(turn, MOST_UNACKNOWLEDGED)

    def may_catch_up(self, turn: UUID) -> bool:
        """May a snapshot be sent to one that was held back?"""
        return self._has_room(turn, ACKNOWLEDGED_EACH)

    def admit(self, turn: UUID, seq: int, size: int) -> bool:
        """May a frame of `size` bytes that ends at `seq` be sent? Then it is owed."""
        owed = self._owed.get(turn.int)
        owes = 0 if owed is None else owed.bytes
        if self.line.full or self._total >= MOST_OF_ALL or owes >= MOST_UNACKNOWLEDGED:
            return False
        if owed is None:
            owed = self._owed[turn.int] = _Owed()
        self._sent += 1
        owed.frames.append((seq, self._sent, size))
        owed.bytes += size
        self._total += size
        return True

    def pay(self, turn: UUID, seq: int) -> None:
        """The turn was taken in up to `seq`, and so was what had been sent before that: frames come in order."""
        last = 0
        while (owed := self._owed.get(turn.int)) and owed.frames[0][0] <= seq:
            last = owed.frames[0][1]
            self._drop_first(turn.int)
        for other in tuple(self._owed):
            while (owed := self._owed.get(other)) and owed.frames[0][1] <= last:
                self._drop_first(other)

    def pay_any(self, turn: UUID) -> None:
        """From now on any acknowledgement pays what is owed: the turn's `seq` begins again, maybe lower."""
        if owed := self._owed.get(turn.int):
            owed.frames = deque((0, number, size) for _, number, size in owed.frames)

    def excuse(self, turn: UUID) -> None:
        """No more comes of the turn: of a small rest no acknowledgement has to come either."""
        owed = self._owed.get(turn.int)
        if owed is not None and owed.bytes < ACKNOWLEDGED_EACH:
            self._total -= owed.bytes
            del self._owed[turn.int]

    def _has_room(self, turn: UUID, most: int) -> bool:
        owed = self._owed.get(turn.int)
        owes = 0 if owed is None else owed.bytes
        return not self.line.full and self._total < MOST_OF_ALL and owes < most

    def _drop_first(self, turn: int) -> None:
        owed = self._owed[turn]
        size = owed.frames.popleft()[2]
        self._total -= size
        owed.bytes -= size
        if not owed.frames:
            del self._owed[turn]
