"""Ends a read that waits too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Watch:
    """Calls `give_up` when a read has waited for `seconds`.

    One timer that is moved on when it fires: a timer for each read, as aiohttp has it, costs as much as the read.
    """

    def __init__(self, seconds: float, give_up: Callable[[], None]) -> None:
        self.waiting_since: float | None = None
        self._seconds = seconds
        self._give_up = give_up
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(seconds, self._look)

    def stop(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        since = self._loop.time() if self.waiting_since is None else self.waiting_since
        left = since + self._seconds - self._loop.time()
        if left <= 0:
            self._give_up()
        else:
            self._timer = self._loop.call_later(left, self._look)
