"""Procrastinate's way to the database, quiet while no job comes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.connector import LISTEN_TIMEOUT, Notify

from .readable import readable

__all__ = ["QuietConnector"]


class QuietConnector(PsycopgConnector):
    """`options` are those of a pool. Each of procrastinate's statements stands alone: none begins a transaction."""

    def __init__(self, **options: Any) -> None:
        super().__init__(configure=_commit_at_once, **options)

    async def _loop_notify(
        self,
        on_notification: Notify,
        connection: psycopg.AsyncConnection,
        timeout: float = LISTEN_TIMEOUT,  # noqa: ASYNC109 (procrastinate's own)
    ) -> None:
        """Until the connection is dead. After `timeout` seconds of silence it is asked."""
        while True:
            try:
                async for notification in connection.notifies(timeout=0):
                    await on_notification(channel=notification.channel, payload=notification.payload)
                with suppress(TimeoutError):
                    async with asyncio.timeout(timeout):
                        await readable(connection.fileno())
                        continue
                await connection.execute("SELECT 1")
            except psycopg.OperationalError:
                return


async def _commit_at_once(connection: psycopg.AsyncConnection) -> None:
    """Not by the pool's `kwargs`: the listener adds its own to them."""
    await connection.set_autocommit(True)
