"""How much text is indexed at a time in this process: it takes some times its size in memory."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, Lock, Semaphore
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final
from weakref import WeakKeyDictionary

__all__ = ["PLACE", "PLACES", "room_for"]

PLACE: Final = 1 << 20
"""Bytes. A text below this waits for nobody and takes no place."""
PLACES: Final = 16
"""A longer text than all of them has them all."""


class _Room:
    def __init__(self) -> None:
        self.door = Lock()
        self.places = Semaphore(PLACES)


# A loop's own: the locks are bound to it.
_rooms: Final[WeakKeyDictionary[AbstractEventLoop, _Room]] = WeakKeyDictionary()


@asynccontextmanager
async def room_for(size: int) -> AsyncIterator[None]:
    """Until the end of the context; of those who wait the first comes first."""
    room = _rooms.setdefault(asyncio.get_running_loop(), _Room())
    async with AsyncExitStack() as taken:
        if places := min(size // PLACE, PLACES):
            async with room.door:
                for _ in range(places):
                    await taken.enter_async_context(room.places)
        yield
