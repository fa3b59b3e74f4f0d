"""A request that met a kept-alive connection which the server had closed already is sent again.

The rule of Go's net/http: the connection was a reused one, nothing came back, and the server cannot have begun. It
cannot have where its end of the connection is here before the request is written, or where that end comes and nothing
of the request has been acknowledged.
"""

import socket
import struct
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection

# `tcpi_bytes_acked` in Linux' `struct tcp_info`. Other systems do not tell what was acknowledged.
_ACKNOWLEDGED = struct.Struct("@120xQ")
_TCP_INFO = getattr(socket, "TCP_INFO", None)


class ProviderConnection(ResponseHandler):
    """A connection that knows whether the server closed it before it had seen the request under way."""

    _is_reused = False
    _twin: socket.socket | None = None
    _before: int | None = None
    _unseen: bool | None = None

    def begin(self) -> None:
        """A request is sent now. Raises ServerDisconnectedError where that is too late."""
        if self._is_reused and self.transport is not None:
            # A duplicate: asyncio closes its own socket before anybody hears of it.
            self._twin = self.transport.get_extra_info("socket").dup()
            self._before = _acknowledged(self._twin)
            if _has_come(self._twin):
                self._unseen = True
                raise aiohttp.ServerDisconnectedError
        self._is_reused = True

    def end(self) -> None:
        """The request has its answer, or has failed."""
        twin, self._twin = self._twin, None
        if twin is not None:
            twin.close()

    def eof_received(self) -> None:
        # Not later: one end of TLS may linger, and acknowledge what it throws away.
        self.look()
        super().eof_received()

    def look(self) -> bool:
        """Is it known that the server has seen nothing of the request? The first look counts."""
        if self._unseen is None and self._twin is not None:
            self._unseen = _acknowledged(self._twin) == self._before is not None
        return bool(self._unseen)


class ProviderRequest(aiohttp.ClientRequest):
    """Remembers the line that it was sent over last."""

    line: ProviderConnection | None = None

    @property
    def unseen(self) -> bool:
        return self.line is not None and self.line.look()

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        assert isinstance(conn.protocol, ProviderConnection)
        self.line = conn.protocol
        self.line.begin()
        return await super().send(conn)

    def end(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            line.end()


class Connector(aiohttp.TCPConnector):
    """Its connections are lines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = partial(ProviderConnection, loop=self._loop)  # type: ignore[assignment]


async def resend(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Ends at a fresh connection at the latest: each that fails here leaves the pool."""
    assert isinstance(request, ProviderRequest)
    while True:
        try:
            return await handler(request)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            if not request.unseen:
                raise
        finally:
            request.end()


def _has_come(line: socket.socket) -> bool:
    """Is there anything to read where nothing was asked? The end, or what a server says before it hangs up."""
    try:
        line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _acknowledged(line: socket.socket) -> int | None:
    """How many bytes the other end has acknowledged; None where the system does not tell."""
    if _TCP_INFO is None:
        return None
    told = line.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _ACKNOWLEDGED.size)
    if len(told) < _ACKNOWLEDGED.size:
        return None
    count: int = _ACKNOWLEDGED.unpack(told)[0]
    return count
