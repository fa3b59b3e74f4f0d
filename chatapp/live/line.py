"""The connection below a socket: how much waits in it, and how it is written to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol


class Line(Protocol):
    """The connection below a socket."""

    @property
    def full(self) -> bool:
        """Does so much wait for the client that nothing should be added?"""

    async def writable(self) -> None:
        """Returns when it is not full, or gone."""

    def when_drained(self, drained: Callable[[], None]) -> None:
        """Call `drained` each time when it was full and is empty."""

    def write_text(self, text: bytes) -> None:
        """Send a message of text, in UTF-8, unless the socket is gone."""

    async def sent(self) -> None:
        """Returns when what was written goes out before anything else that is sent."""


class EndlessLine:
    """Of a server that does not say how much waits; `send` is that of ASGI."""

    full = False

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._send = send
        self._unsent: deque[bytes] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def writable(self) -> None:
        return

    def when_drained(self, drained: Callable[[], None]) -> None:
        return

    def write_text(self, text: bytes) -> None:
        self._unsent.append(text)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())

    async def sent(self) -> None:
        if self._sending is not None:
            await self._sending

    async def _send_all(self) -> None:
        # The socket may be gone while a turn goes on; its `disconnect` is about to come.
        with suppress(RuntimeError):
            while self._unsent:
                await self._send({"type": "websocket.send", "text": self._unsent.popleft().decode()})


def line_of(scope: Mapping[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> Line:
    """The line that the server hands over with the socket (chatapp/web/server/paced_socket.py)."""
    line: Line = scope.get("extensions", {}).get("chatapp.line") or EndlessLine(send)
    return line
