"""How far the event loop of this process is behind.

With more streams than a core can serve each turn of the loop takes long, and a question needs some twenty of them
until it is asked. It would wait for seconds behind what runs: beyond a bound it is refused at once instead.
"""

from __future__ import annotations

import asyncio

from .errors import Overloaded

# Seconds between two looks, what the last one weighs in the mean, and the most that it counts: a pause is no overload.
_EACH = 0.25
_WEIGHT = 0.2
_MOST_OF_ONE = 1.0
# Seconds of a turn beyond which nothing new is begun.
MOST = 0.5
# Beyond these it is the loop, and not the database, for which somebody has waited too long.
_FELT = 0.1


class Lag:
    """`seconds` that what is due waits for its turn, in the mean; 0 where nobody looks."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Measure this loop."""
        self._loop = loop
        self.seconds = 0.0
        self._wait()

    def close(self) -> None:
        self.seconds = 0.0
        if self._timer is not None:
            self._timer.cancel()

    @property
    def is_felt(self) -> bool:
        return self.seconds > _FELT

    def admit(self) -> None:
        """Raises Overloaded where something new would come too late, and make all else later still."""
        if self.seconds > MOST:
            raise Overloaded("The server has more to do than it can. Try again in a few seconds.")

    def _wait(self) -> None:
        self._due = self._loop.time() + _EACH
        self._timer = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        late = min(max(self._loop.time() - self._due, 0.0), _MOST_OF_ONE)
        self.seconds += (late - self.seconds) * _WEIGHT
        self._wait()


# A process has one loop that serves.
lag = Lag()
