"""A websocket by hand: it says what it likes, and reads when it likes."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from tests.servers.processes import Serve
from tests.timeouts import TIMEOUT

TEXT, CLOSE, PING = 1, 8, 9
_KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class RawSocket:
    """`headers` are those of the server's answer to the handshake."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.headers = b""

    async def shake_hands(self, server: Serve, session: str, *extra: str) -> None:
        host = urlsplit(server.url).netloc
        lines = [
            "GET /ws/ HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {_KEY}", "Sec-WebSocket-Version: 13", f"Origin: {server.url}",
            f"Cookie: sessionid={session}", *extra, "", "",
        ]  # fmt: skip
        self._writer.write("\r\n".join(lines).encode())
        self.headers = await self._reader.readuntil(b"\r\n\r\n")

    async def send(self, **frame: Any) -> None:
        await self.send_frame(json.dumps(frame).encode())

    async def send_frame(self, data: bytes, opcode: int = TEXT, *, first: int = 0x80, times: int = 1) -> None:
        """`first`: the flags of the first byte. Returns when the system has taken it, or the line is gone."""
        size = len(data)
        if size < 126:
            length = bytes([0x80 | size])
        else:
            length = (
                bytes([0x80 | 127]) + struct.pack("!Q", size)
                if size > 0xFFFF
                else bytes([0x80 | 126]) + struct.pack("!H", size)
            )
        self._writer.write((bytes([first | opcode]) + length + bytes(4) + data) * times)
        await self._writer.drain()

    async def frame(self) -> tuple[int, bytes]:
        """The next frame: its opcode and its data."""
        async with asyncio.timeout(TIMEOUT):
            head = await self._reader.readexactly(2)
            size = head[1]
            if size == 126:
                (size,) = struct.unpack("!H", await self._reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
            return head[0] & 15, await self._reader.readexactly(size)

    async def next(self, kind: str) -> dict[str, Any]:
        """The next frame of this type; others are passed over."""
        while True:
            opcode, data = await self.frame()
            if opcode == TEXT and (value := json.loads(data))["type"] == kind:
                frame: dict[str, Any] = value
                return frame

    async def closed(self) -> int:
        """The code with which the server closes; frames before are passed over."""
        while True:
            opcode, data = await self.frame()
            if opcode == CLOSE:
                code: int = struct.unpack("!H", data[:2])[0]
                return code

    def close(self) -> None:
        self._writer.transport.abort()


@asynccontextmanager
async def raw_socket(server: Serve, session: str, *headers: str) -> AsyncIterator[RawSocket]:
    """A logged-in one, after its hello; it takes in little at a time."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=1 << 16)
    socket = RawSocket(reader, writer)
    try:
        await socket.shake_hands(server, session, *headers)
        await socket.next("hello")
        yield socket
    finally:
        socket.close()
