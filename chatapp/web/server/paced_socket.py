"""Websockets that take in no more than the application keeps up with, and that report a client that does not read.

Autobahn takes frames out of what was read for as long as there are any, and Daphne queues them for the application
without end; it writes into a buffer without end, too. Here a client that sends faster than it is served is read more
slowly, and others get their turn between two handfuls of its frames.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from struct import pack
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

from .write_timeout import limit_write_time

LINE = "chatapp.line"
"""The extension of a scope in which the application finds what it can write to at once: its PacedSocket or PacedRequest
(daphne.py)."""

# Frames that may wait for the application, and their bytes, before no more are taken.
MOST_WAITING = 32
MOST_WAITING_BYTES = 1 << 20
# Steps of Autobahn in one go; a frame takes two, its head and its body.
_STEPS = 64
# The first byte of a frame that is a whole message of text (RFC 6455, 5.2).
_TEXT = 0x81


class PacedSocket(WebSocketProtocol):  # type: ignore[misc]  # Daphne has no types
    """What its first methods do is for the application (chatapp/live/line.py), and `taken` for `heard`."""

    def __init__(self) -> None:
        super().__init__()
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self._reading = True
        # Does more wait for the client than the connection likes to hold (64 KiB)?
        self.full = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._drained: Callable[[], None] | None = None
        self._later: asyncio.Handle | None = None

    # What the application uses.

    async def writable(self) -> None:
        """Returns when more can be written, or nothing more has to be."""
        await self._writable.wait()

    def when_drained(self, drained: Callable[[], None]) -> None:
        """Call `drained` each time when the client has taken in all that waited."""
        self._drained = drained

    def write_text(self, text: bytes) -> None:
        """A message in one frame. The limit of a message is one for those that come in."""
        # Autobahn's own way formats a line for a log of each frame, which costs as much as to send it.
        if self.state == self.STATE_OPEN:
            length = len(text)
            if length < 126:
                head = pack("!BB", _TEXT, length)
            elif length < 1 << 16:
                head = pack("!BBH", _TEXT, 126, length)
            else:
                head = pack("!BBQ", _TEXT, 127, length)
            self.transport.write(head + text)

    async def sent(self) -> None:
        """Returns at once: all that is sent goes the same way."""

    def taken(self) -> None:
        """The application has taken the oldest message that waits."""
        self._bytes -= self._sizes.popleft()
        if not self._reading:
            self.consumeData()

    # What comes in.

    def consumeData(self) -> None:
        if self.state not in (self.STATE_OPEN, self.STATE_CLOSING):
            super().consumeData()
            return
        if self._later is not None:
            self._later.cancel()
            self._later = None
        for _ in range(_STEPS):
            if len(self._sizes) >= MOST_WAITING or self._bytes >= MOST_WAITING_BYTES:
                self._read(False)
                return
            if not self.processData() or self.state == self.STATE_CLOSED:
                self._read(True)
                return
        self._read(False)
        self._later = asyncio.get_running_loop().call_soon(self.consumeData)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if self.state == self.STATE_OPEN:
            self._sizes.append(len(payload))
            self._bytes += len(payload)
            super().onMessage(payload, isBinary)

    def onPing(self, payload: bytes) -> None:
        # Who does not read the answers gets none.
        if not self.full:
            super().onPing(payload)

    def _read(self, reading: bool) -> None:
        if reading != self._reading:
            self._reading = reading
            if reading:
                self.transport.resumeProducing()
            else:
                self.transport.pauseProducing()

    # What goes out.

    def onOpen(self) -> None:
        # Say by a code what was wrong with a frame, where Autobahn would cut the line.
        self.failByDrop = False
        # Until now the connection told its HTTP channel, which would stop reading: a Stop behind a long answer.
        self.unregisterProducer()
        self.registerProducer(self, True)
        super().onOpen()

    def pauseProducing(self) -> None:
        self.full = True
        self._writable.clear()
        limit_write_time(self.transport)

    def resumeProducing(self) -> None:
        self._make_room()
        if self._drained is not None:
            self._drained()

    def stopProducing(self) -> None:
        self._make_room()

    def onClose(self, wasClean: bool, code: Any, reason: Any) -> None:
        self._make_room()
        super().onClose(wasClean, code, reason)

    def _make_room(self) -> None:
        self.full = False
        self._writable.set()


def heard(application: Any) -> Any:
    """The application, whose websockets hear when it has taken a message."""

    async def run(scope: dict[str, Any], receive: Any, send: Any) -> None:
        line = scope.get("extensions", {}).get(LINE)
        if scope["type"] != "websocket" or line is None:
            await application(scope, receive, send)
            return

        async def take() -> dict[str, Any]:
            message: dict[str, Any] = await receive()
            if message["type"] == "websocket.receive":
                line.taken()
            return message

        await application(scope, take, send)

    return run
