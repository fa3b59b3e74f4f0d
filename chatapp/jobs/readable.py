"""The wait for a notification."""

from __future__ import annotations

import asyncio

__all__ = ["readable"]


async def readable(fileno: int) -> None:
    """Until there is something to read. psycopg itself looks ten times a second whether there is, which is most of
    what an idle server does."""
    loop = asyncio.get_running_loop()
    there = asyncio.Event()
    loop.add_reader(fileno, there.set)
    try:
        await there.wait()
    finally:
        loop.remove_reader(fileno)
