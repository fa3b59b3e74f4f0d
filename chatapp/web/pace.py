"""Answers are written as fast as their client reads them.

Daphne writes whatever it is given into a buffer without end: a client that asks for a long stream and does not read it
would fill the server's memory. Here `send` returns when there is room again, as it does at other servers, which in
turn lets nothing more come from the provider.
"""

import asyncio
import socket
from typing import Any

from daphne import http_protocol

from .body_limit import LimitedRequest
from .listening import ListeningServer

# Milliseconds in which a client may take nothing at all before its connection ends.
_PATIENCE = 120_000
# Only Linux knows it; elsewhere a client that never reads is held until it goes.
_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)


class PacedRequest(LimitedRequest):
    """Twisted tells it as a producer when its connection's buffer is full (64 KiB), and when that is empty again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._room = asyncio.Event()
        self._room.set()
        super().__init__(*args, **kwargs)

    async def room(self) -> None:
        """Returns when more can be written, or nothing more has to be."""
        if not self._room.is_set():
            await self._room.wait()

    def handle_reply(self, message: dict[str, Any]) -> None:
        if self.producer is None and self.channel is not None and not self.finished:
            self.registerProducer(self, True)
        super().handle_reply(message)

    def pauseProducing(self) -> None:
        self._room.clear()
        if _USER_TIMEOUT is not None:
            connection = self.channel.transport.getHandle()
            connection.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, _PATIENCE)

    def resumeProducing(self) -> None:
        self._room.set()

    def stopProducing(self) -> None:
        self._room.set()

    def finish(self) -> None:
        # What is still in the buffer goes out without us.
        self.unregisterProducer()
        self._room.set()
        super().finish()

    def connectionLost(self, reason: object) -> None:
        self._room.set()
        super().connectionLost(reason)


class PacedServer(ListeningServer):
    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, PacedRequest):
            await protocol.room()


def keep_pace() -> None:
    """Let every connection from now on make such requests."""
    http_protocol.WebRequest = PacedRequest
