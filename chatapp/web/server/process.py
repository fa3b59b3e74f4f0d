"""The server process: Daphne, the runner in its loop, and an end in which nothing is lost.

Daphne's own handling of signals cancels all at once. Here the first signal drains: not ready, then no listener and no
sockets any more, running turns and requests finished or marked, then stop. The second one stops at once.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from django.conf import settings
from django.utils.module_loading import import_string

from chatapp import wiring

from . import systemd
from .daphne import PacedServer, keep_pace, write_eagerly
from .garbage_collection import spare_what_stays
from .housekeeping import run_every_minute, run_hourly
from .lifecycle import State, lifecycle
from .listening import BACKLOG, watch_connections
from .model_discovery import discover_models
from .paced_socket import heard

# How long the rows of what could not be finished may take.
CLOSING_SECONDS = 10
# How long the last words to those who were cut off may take.
FAREWELL_SECONDS = 1

# Bytes of one websocket message of a client, in however many frames. Of one below it that is too large for us
# (docs/protocol.md) the client gets an error frame; one beyond it ends the connection.
LARGEST_MESSAGE = 1 << 20

logger = logging.getLogger("chatapp.server")


class ServerProcess:
    def __init__(
        self, loop: asyncio.AbstractEventLoop, host: str, port: int, announce: Callable[[str, int], None]
    ) -> None:
        self._loop = loop
        self._announce = announce
        self._hurry = asyncio.Event()
        self._ending: asyncio.Task[None] | None = None
        self._besides: list[asyncio.Task[None]] = []
        write_eagerly()
        watch_connections()
        keep_pace()
        self._daphne = PacedServer(
            application=heard(import_string(settings.ASGI_APPLICATION)),
            endpoints=[
                f"{endpoint}:backlog={BACKLOG}"
                for endpoint in build_endpoint_description_strings(host=host, port=port)
            ],
            signal_handlers=False,
            ready_callable=self._ready,
            request_buffer_size=1 << 20,
            websocket_timeout=-1,
            websocket_max_message_size=LARGEST_MESSAGE,
            server_name="",
            proxy_forwarded_address_header="X-Forwarded-For" if settings.TRUST_PROXY else None,
            proxy_forwarded_proto_header="X-Forwarded-Proto" if settings.TRUST_PROXY else None,
        )

    def run(self) -> bool:
        """Serve until a signal ends it. False: it could not listen."""
        for number in (signal.SIGTERM, signal.SIGINT):
            # Not by the loop: uvloop's forgets a signal that comes while it does not run.
            signal.signal(number, lambda *_: self._hand_over())
        self._loop.run_until_complete(wiring.start(jobs=settings.JOB_CONCURRENCY))
        spare_what_stays()
        self._daphne.run()
        if self._ending is None:
            self._loop.run_until_complete(wiring.stop())
        return bool(self._daphne.listening_addresses)

    def _ready(self) -> None:
        lifecycle.enter(State.READY)
        host, port = self._daphne.listening_addresses[0]
        self._announce(host, port)
        systemd.tell(systemd.READY)
        besides = (discover_models, run_hourly, run_every_minute)
        self._besides = [self._loop.create_task(work()) for work in besides]

    def _hand_over(self) -> None:
        # In a context of its own: the end of the server is no part of the request that the signal interrupted.
        self._loop.call_soon_threadsafe(self._on_signal, context=Context())

    def _on_signal(self) -> None:
        if self._ending is None:
            self._ending = self._loop.create_task(self._end())
        else:
            self._hurry.set()

    async def _end(self) -> None:
        for task in self._besides:
            task.cancel()
        try:
            if lifecycle.state is State.READY:
                lifecycle.enter(State.DRAINING)
                systemd.tell(systemd.STOPPING)
                logger.info(
                    "Stopping: %d s for what is running; a second signal stops at once",
                    settings.GRACE_SECONDS,
                )
                await self._unless_hurried(self._drain())
            self._daphne.retire()
            await asyncio.wait_for(wiring.stop(), CLOSING_SECONDS)
            await self._emptied(FAREWELL_SECONDS)
        except Exception:
            logger.exception("The server did not stop in order")
        finally:
            lifecycle.enter(State.STOPPED)
            self._daphne.stop()

    async def _drain(self) -> None:
        """Let balancers see that nothing more shall be sent here, then take nothing more, and end what runs."""
        await asyncio.sleep(settings.DRAIN_DELAY_SECONDS)
        self._daphne.retire()
        await asyncio.gather(wiring.drain(settings.GRACE_SECONDS), self._emptied(settings.GRACE_SECONDS))

    async def _emptied(self, most: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(most):
                await self._daphne.emptied()

    async def _unless_hurried(self, work: Coroutine[Any, Any, None]) -> None:
        working, hurried = asyncio.ensure_future(work), asyncio.ensure_future(self._hurry.wait())
        await asyncio.wait((working, hurried), return_when=asyncio.FIRST_COMPLETED)
        for task in (working, hurried):
            task.cancel()
        outcome, _ = await asyncio.gather(working, hurried, return_exceptions=True)
        if isinstance(outcome, Exception):
            raise outcome
