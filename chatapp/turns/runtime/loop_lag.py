"""How far the event loop of this process is behind.

With more streams than a core can serve their deltas wait. What is new comes before them (`upstream.turnstile`), and
lets all of them wait longer: beyond a bound it is refused at once instead.
"""

from __future__ import annotations

import asyncio

from chatapp.turns.errors import Overloaded
from chatapp.upstream.turnstile import Turnstile

# Seconds between two looks, what each weighs in the mean, and the most that it counts: a pause is no overload.
_EACH = 0.25
_WEIGHT = 0.2
_MOST_OF_ONE = 1.0
# Seconds of waiting beyond which nothing new is begun.
MOST = 0.5


class Lag:
    """`seconds` that a delta, or what else is due, waits for its turn, in the mean; 0 where nobody looks."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def open(self, loop: asyncio.AbstractEventLoop, turnstile: Turnstile) -> None:
        """Measure this loop, and how long its streams wait."""
        self._loop = loop
        self.seconds = 0.0
        self._turnstile = turnstile
        self._wait()

    def close(self) -> None:
        self.seconds = 0.0
        if self._timer is not None:
            self._timer.cancel()

    def admit(self) -> None:
        """Raises Overloaded where something new would make all that runs too late."""
        if self.seconds > MOST:
            raise Overloaded

    def _wait(self) -> None:
        self._due = self._loop.time() + _EACH
        self._timer = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        late = max(self._loop.time() - self._due, self._turnstile.wait, 0.0)
        self.seconds += (min(late, _MOST_OF_ONE) - self.seconds) * _WEIGHT
        self._wait()


# A process has one loop that serves.
lag = Lag()
