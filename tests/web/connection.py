"""A connection to the server without a network: bytes in, bytes out, and a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from daphne.http_protocol import HTTPFactory
from starlette.types import ASGIApp
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from chatapp.web.server.channel import Channel
from chatapp.web.server.daphne import PacedRequest
from chatapp.web.server.listening import ListeningServer
from tests.timeouts import TIMEOUT


class Transport(StringTransport):  # type: ignore[misc]  # Twisted's has no types
    """`half_closed`: nothing more is said, but what comes is still heard. `arrived` waits to be
    read. Without `flushes` what was said last is still on its way when the connection is to end."""

    def __init__(self, channel: Any) -> None:
        super().__init__()
        self.channel = channel
        self.arrived = b""
        self.flushes = True
        self.half_closed = False
        self.aborted = False
        self.wrote = asyncio.Event()

    def write(self, data: bytes) -> None:
        super().write(data)
        self.wrote.set()

    def writeSequence(self, data: Iterable[bytes]) -> None:
        self.write(b"".join(data))

    def loseConnection(self) -> None:
        super().loseConnection()
        if self.flushes:
            self.channel.connectionLost(ConnectionDone())

    def loseWriteConnection(self) -> None:
        self.half_closed = True

    def abortConnection(self) -> None:
        self.aborted = True
        self.loseConnection()

    def doRead(self) -> None:
        if self.arrived:
            self.channel.dataReceived(self.arrived)


class Connection:
    """From a client to a server that runs `application`."""

    def __init__(self, application: ASGIApp) -> None:
        self.server = ListeningServer(application, endpoints=["none"])
        self.clock = Clock()
        factory: Any = HTTPFactory(self.server)
        factory.reactor, factory.protocol = self.clock, Channel
        self.channel: Any = factory.buildProtocol(None)
        self.channel.requestFactory = PacedRequest
        self.transport = Transport(self.channel)
        self.channel.makeConnection(self.transport)

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.channel.dataReceived(piece)

    def drip(self, data: bytes, *, every: float) -> None:
        """One byte at a time, until the server has had enough."""
        for byte in data:
            if self.closed:
                return
            self.send(bytes([byte]))
            self.clock.advance(every)

    @property
    def said(self) -> bytes:
        """All that the server has sent so far."""
        return bytes(self.transport.value())

    @property
    def closed(self) -> bool:
        return bool(self.transport.disconnecting or self.transport.half_closed or self.transport.aborted)

    async def until(self, words: bytes) -> bytes:
        """What the server has said when these words are among it."""
        async with asyncio.timeout(TIMEOUT):
            while words not in self.said:
                self.transport.wrote.clear()
                await self.transport.wrote.wait()
        return self.said
