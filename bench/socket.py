"""The page's socket, as a benchmark opens it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.page import Line


class Socket(Line):
    def __init__(self, connection: ClientConnection) -> None:
        super().__init__()
        self._connection = connection

    async def send_text(self, text: str) -> None:
        await self._connection.send(text)

    async def receive_text(self) -> str:
        return await self._connection.recv(decode=True)


@asynccontextmanager
async def socket(server: str, cookie: str) -> AsyncIterator[Socket]:
    """To the server at this address, of the person who has this log-in."""
    address = server.replace("http", "ws") + "/ws/"
    headers = {"Cookie": cookie}
    async with connect(
        address, origin=Origin(server), additional_headers=headers, max_size=None, proxy=None
    ) as connection:
        yield Socket(connection)
