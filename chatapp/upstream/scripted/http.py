"""One HTTP/1.1 connection of the scripted provider; a request's body needs a Content-Length."""

import asyncio
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from chatapp.upstream.scripted.playback import Holds, Playback
from chatapp.upstream.scripted.scripts.response import Response


@dataclass(frozen=True, slots=True)
class Received:
    """A request in its order of arrival (`number` from 1); `body` is the JSON in it, None without any.

    `port` is the client's: the same for all requests over one connection.
    """

    number: int
    port: int
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


class HttpSite(Holds, Protocol):
    """The application behind the connections."""

    def connected(self, connection: "HttpConnection") -> None: ...
    def disconnected(self, connection: "HttpConnection", unfinished: Received | None) -> None: ...
    def answer(
        self, port: int, method: str, path: str, headers: Mapping[str, str], body: Any
    ) -> tuple[Received, Response]: ...


class HttpConnection(asyncio.Protocol):
    """Takes requests one after another: the next one when the answer to the last was played to its end."""

    def __init__(self, site: HttpSite) -> None:
        self._site = site
        self._buffer = bytearray()
        self._current: Received | None = None
        self._playback: Playback | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._port: int = transport.get_extra_info("peername")[1]
        self._site.connected(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._buffer[:1].isalpha():  # TLS, or anything else that is not HTTP
            self.abort()
        elif self._playback is None:
            self._next_request()

    def connection_lost(self, exc: Exception | None) -> None:
        left = self._playback is not None and self._playback.stop()
        self._site.disconnected(self, self._current if left else None)

    def pause_writing(self) -> None:
        if self._playback:
            self._playback.pause()

    def resume_writing(self) -> None:
        if self._playback:
            self._playback.resume()

    def abort(self) -> None:
        """Ends the connection at once."""
        self._transport.abort()

    def hang_up(self) -> None:
        """Ends the connection, unless something is being answered, in one step: the client learns of it by reading."""
        if self._playback is None:
            # Not the loop's own socket: uvloop's cannot be shut down.
            with self._transport.get_extra_info("socket").dup() as connection:
                connection.shutdown(socket.SHUT_RDWR)

    def _next_request(self) -> None:
        head, found, _ = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        request_line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        start = len(head) + 4
        end = start + int(headers.get("content-length", 0))
        if len(self._buffer) < end:
            return
        body = bytes(self._buffer[start:end])
        del self._buffer[:end]
        method, path, _ = request_line.split(" ")
        self._answer(method, path, headers, body)

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        try:
            value = json.loads(body) if body else None
        except ValueError:
            value = None
        self._current, response = self._site.answer(self._port, method, path, headers, value)
        self._playback = Playback(response, self._transport, self._site, self._answered)
        self._playback.play()

    def _answered(self) -> None:
        self._current = self._playback = None
        if self._buffer:
            self._next_request()
