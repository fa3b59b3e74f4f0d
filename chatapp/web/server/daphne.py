"""What Daphne 4.2 and Twisted 25 do otherwise here: answers are written at once, and as fast as their client reads.

Twisted buffers what is written and asks the reactor to send it in its next round: an `epoll_ctl` on, a round, an
`epoll_ctl` off. A streamed answer is many small writes to sockets that could take them, and this is a sixth of
what they cost (`bench/relay`).

Daphne writes whatever it is given into a buffer without end: a client that asks for a long stream and does not read it
would fill the server's memory. Here `send` returns when there is room again, as it does at other servers, which in
turn lets nothing more come from the provider.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, cast

from daphne import http_protocol
from daphne.ws_protocol import WebSocketFactory
from twisted.internet import tcp

from .body_limit import LimitedRequest
from .listening import ListeningServer
from .paced_socket import LINE, PacedSocket
from .write_timeout import limit_write_time


class PacedRequest(LimitedRequest):
    """A producer of Twisted's: paused when its connection's buffer is full (64 KiB), resumed when that is empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._writable = asyncio.Event()
        self._writable.set()
        super().__init__(*args, **kwargs)

    def writable(self) -> Coroutine[Any, Any, object] | None:
        """What returns when more can be written, or nothing more has to be; None where that is now."""
        return None if self._writable.is_set() else self._writable.wait()

    def write_on(self, data: bytes) -> bool:
        """One more chunk of a body that has begun: the layers on the way, ASGI's among them, do no more for it. False
        where the body has no chunks."""
        if not self.chunked:
            return False
        if data and not self.finished and not self._disconnected and self.channel is not None:
            self.sentLength += len(data)
            self.channel.transport.write(b"%x\r\n%b\r\n" % (len(data), data))
        return True

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message.get("more_body") and self.write_on(message["body"]):
            return
        if self.producer is None and self.channel is not None and not self.finished:
            self.registerProducer(self, True)
        super().handle_reply(message)

    def pauseProducing(self) -> None:
        self._writable.clear()
        limit_write_time(self.channel.transport)

    def resumeProducing(self) -> None:
        self._writable.set()

    def stopProducing(self) -> None:
        self._writable.set()

    def finish(self) -> None:
        # What is still in the buffer goes out without us.
        self.unregisterProducer()
        self._writable.set()
        super().finish()

    def connectionLost(self, reason: object) -> None:
        self._writable.set()
        super().connectionLost(reason)


class PacedServer(ListeningServer):
    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, PacedSocket | PacedRequest):
            scope["extensions"] = {LINE: protocol}
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, PacedRequest) and (writable := protocol.writable()) is not None:
            await writable


def keep_pace() -> None:
    """Let every connection from now on make such requests and websockets."""
    http_protocol.WebRequest = PacedRequest
    WebSocketFactory.protocol = PacedSocket


class EagerConnection(tcp.Server):
    """Sends while nothing is waiting; what the socket does not take goes the usual way."""

    def write(self, data: bytes) -> None:
        waiting = self.dataBuffer or self._tempDataBuffer or self.offset
        if data and self.connected and not (waiting or self.TLS or self.disconnecting):
            try:
                sent = self.socket.send(data)
            except OSError:
                # The usual way finds it again, and reports it.
                sent = 0
            data = data[sent:]
        if data:
            # Twisted has no type here.
            cast(Any, super()).write(data)

    def writeSequence(self, iovec: Iterable[bytes]) -> None:
        # A chunk of a body comes in four pieces: its size, its data and two ends of lines.
        self.write(b"".join(iovec))


def write_eagerly() -> None:
    """Let every port that opens from now on make such connections."""
    tcp.Port.transport = EagerConnection
