"""Runs jobs in an event loop: beside the requests of a server, or alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.worker import Worker as Loop
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from .connector import QuietConnector
from .queue import queue

__all__ = ["Worker"]

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
"""Without a heartbeat, after which the jobs of a worker are run by another one."""

_RESCUE_SECONDS = 5.0
_AGAIN_SECONDS = 2.0
_FAREWELL_SECONDS = 3.0
"""That running jobs get to end at the server's stop; what is cut off is run again from its start."""

_CONNECTIONS = 3
_LOCK = 0x6A6F6273  # "jobs"
_AWAY = (OperationalError, ConnectorException, PoolTimeout, OSError)
_logger = logging.getLogger("chatapp.jobs")


class Worker:
    """`concurrency` jobs at a time. One whose connection is lost begins again by itself.

    `conninfo` is asked for each connection.
    """

    def __init__(self, conninfo: Callable[[], Awaitable[str]], concurrency: int) -> None:
        self._concurrency = concurrency
        self._connector = QuietConnector(
            conninfo=conninfo, min_size=1, max_size=_CONNECTIONS, timeout=10.0, reconnect_timeout=2.0
        )
        self._app = App(connector=self._connector)
        self._app.tasks.update(queue.tasks)
        self._loop: Loop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._retired = False

    async def open(self) -> None:
        await self._connector.open_async()
        await self._retry_stalled()
        self._tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._rescue())]

    def retire(self) -> None:
        """Begin no further job."""
        self._retired = True
        if self._loop is not None:
            self._loop.stop()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Returns when the last job has ended or was given back."""
        self.retire()
        if self._tasks:
            working, rescuing = self._tasks
            rescuing.cancel()
            await asyncio.gather(working, rescuing, return_exceptions=True)
            await self._connector.close_async()

    async def _work(self) -> None:
        while not self._retired:
            self._loop = Loop(
                app=self._app,
                concurrency=self._concurrency,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=_FAREWELL_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
            )
            await _survive(self._loop.run(), "Jobs are not run")  # type: ignore[no-untyped-call]
            if not self._retired:
                _logger.warning("No jobs are run until the database answers again")
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _rescue(self) -> None:
        """Give the jobs of workers that were killed to others."""
        while True:
            await asyncio.sleep(_RESCUE_SECONDS)
            if not await _survive(self._retry_stalled(), "Jobs of killed workers are not looked for"):
                # A silence that all share proves nobody's death: first everybody beats again.
                await asyncio.sleep(STALLED_SECONDS)

    async def _retry_stalled(self) -> None:
        # Nearly always there are none.
        if not await self._stalled():
            return
        async with self._connector.pool.connection() as connection, connection.transaction():
            # One at a time: what another has retried meanwhile may be running again.
            cursor = await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not (await cursor.fetchone() or [False])[0]:
                return
            for job in await self._stalled():
                await self._app.job_manager.retry_job(job)
                _logger.warning("Its worker is gone: job %s is run again", job.id)

    async def _stalled(self) -> list[Job]:
        return list(await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))


async def _survive(work: Awaitable[Any], otherwise: str) -> bool:
    """False where it failed."""
    try:
        await work
    except _AWAY as error:
        _logger.warning("%s, the database is away: %s", otherwise, " ".join(str(error).split()))
    except Exception:
        _logger.exception("%s", otherwise)
    else:
        return True
    return False
