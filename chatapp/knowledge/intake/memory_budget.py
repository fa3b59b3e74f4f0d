"""How much text is indexed at a time in this process: it takes some times its size in memory."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, Lock, Semaphore
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final
from weakref import WeakKeyDictionary

__all__ = ["UNIT", "UNITS", "reserved"]

UNIT: Final = 1 << 20
"""Bytes. A text below this waits for no other and takes nothing of the budget."""
UNITS: Final = 16
"""A longer text than all of them takes them all."""


class _Budget:
    def __init__(self) -> None:
        self.turn = Lock()
        self.units = Semaphore(UNITS)


# A loop's own: the locks are bound to it.
_budgets: Final[WeakKeyDictionary[AbstractEventLoop, _Budget]] = WeakKeyDictionary()


@asynccontextmanager
async def reserved(size: int) -> AsyncIterator[None]:
    """Memory for a text of so many bytes, until the end of the context. First come, first served."""
    budget = _budgets.setdefault(asyncio.get_running_loop(), _Budget())
    async with AsyncExitStack() as taken:
        if units := min(size // UNIT, UNITS):
            async with budget.turn:
                for _ in range(units):
                    await taken.enter_async_context(budget.units)
        yield
