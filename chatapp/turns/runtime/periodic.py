"""What a process does again and again, whatever happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from .database_retry import AWAY, outage

logger = logging.getLogger(__name__)


async def every(seconds: float, work: Callable[[], Awaitable[None]], *, again: float | None = None) -> None:
    """Until cancelled. `again`: seconds until the next attempt while the database is away, if others."""
    while True:
        wait = seconds
        try:
            await work()
        except AWAY as error:
            outage.went(error)
            wait = again or seconds
        except Exception:
            logger.exception("A background job failed.")
        await asyncio.sleep(wait)
