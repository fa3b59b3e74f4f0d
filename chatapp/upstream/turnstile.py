"""Lets streams go on a handful at a time.

With more streams than a core can serve all of them have something in each turn of the event loop, a hundred
milliseconds' work, and a new call needs some thirty turns until a provider is asked. Here a turn stays short, however
many streams there are, and what comes for one meanwhile is taken in at once when it is its turn.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque

# Streams that go on in one turn of the loop: a millisecond's work.
HANDFUL = 8


class Turnstile:
    """First come, first served."""

    def __init__(self) -> None:
        self._left = HANDFUL
        self._counting = False
        self._queue: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._waited = 0.0

    @property
    def wait(self) -> float:
        """Seconds that a stream waits now."""
        longest = time.monotonic() - self._queue[0][0] if self._queue else 0.0
        return max(self._waited, longest)

    def free(self) -> bool:
        """May one go on in this turn of the loop? Else it waits for its `turn`."""
        if not self._left:
            return False
        self._left -= 1
        # A look at each turn would cost a lone stream as much as its delta.
        if self._left < HANDFUL // 2:
            self._count()
        return True

    async def turn(self) -> None:
        self._count()
        waiting = asyncio.get_running_loop().create_future()
        self._queue.append((time.monotonic(), waiting))
        await waiting

    def _count(self) -> None:
        if not self._counting:
            self._counting = True
            asyncio.get_running_loop().call_soon(self._begin_turn)

    def _begin_turn(self) -> None:
        self._left, self._waited = HANDFUL, 0.0
        while self._queue and self._left:
            since, waiting = self._queue.popleft()
            # Whoever was cancelled has left.
            if not waiting.done():
                waiting.set_result(None)
                self._left -= 1
                self._waited = time.monotonic() - since
        # After a turn in which nobody went on there is nothing to count.
        self._counting = self._left < HANDFUL
        if self._counting:
            asyncio.get_running_loop().call_soon(self._begin_turn)
