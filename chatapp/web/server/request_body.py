"""The body of a request whose application reads it while it comes."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

# Bytes that wait here before the client has to.
HELD = 1 << 16


class BodyConnection(Protocol):
    def hold(self) -> None: ...
    def read_on(self) -> None: ...
    def ask_for_body(self) -> None: ...


class RequestBody:
    """The messages of ASGI for it. `feed` and `end` bring them, `receive` is the application's.

    `asks`: the client sends nothing before it was asked to.
    """

    def __init__(self, connection: BodyConnection, *, asks: bool) -> None:
        self._connection = connection
        self._asks = asks
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._waiting = 0
        self._ended = False

    def feed(self, data: bytes) -> None:
        if data and not self._ended:
            self._put(data, more=True)
            if self._waiting > HELD:
                self._connection.hold()

    def end(self) -> None:
        """All of it has come that the application shall have."""
        if not self._ended:
            self._ended = True
            self._put(b"", more=False)

    async def receive(self) -> dict[str, Any]:
        if self._asks:
            self._asks = False
            self._connection.ask_for_body()
        message = await self._messages.get()
        self._waiting -= len(message.get("body", b""))
        if self._waiting <= HELD:
            self._connection.read_on()
        return message

    def put_nowait(self, message: dict[str, Any]) -> None:
        """Messages of Daphne's own: a body that it believes to be whole, and the disconnect."""
        if message["type"] != "http.request":
            self._messages.put_nowait(message)

    def _put(self, data: bytes, *, more: bool) -> None:
        self._waiting += len(data)
        self._messages.put_nowait({"type": "http.request", "body": data, "more_body": more})
