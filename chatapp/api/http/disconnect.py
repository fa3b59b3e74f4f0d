"""Doing something for a caller for as long as the caller is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

from chatapp.turns.errors import ShuttingDown
from chatapp.turns.runtime import cancellation

Result = TypeVar("Result")


class Gone(Exception):
    """The caller has hung up."""


async def attended(
    receive: Receive,
    work: Coroutine[Any, Any, Result],
    *,
    meanwhile: Callable[[], Awaitable[None]] | None = None,
    every: float | None = None,
) -> Result:
    """The work's result. It is ended when the caller hangs up (Gone); `meanwhile` is called every so many seconds.

    Raises ShuttingDown where the work was ended because the server stops.
    """
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_hung_up(receive))
    try:
        while not task.done():
            await asyncio.wait({task, gone}, timeout=every, return_when=asyncio.FIRST_COMPLETED)
            if gone.done() and not task.done():
                raise Gone
            if meanwhile and not task.done():
                await meanwhile()
        if task.cancelled():
            raise ShuttingDown("The server is restarting. Ask again in a moment.")
        return task.result()
    finally:
        await cancellation.end([task, gone])


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
