"""The load: many streams in one process, each delta's age noted when it arrives. Raw sockets: it costs little."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

_STAMP = re.compile(rb" (\d{9,})")
_PLACE = re.compile(rb'^{"type":"events","turn":"([^"]+)","after":\d+,"seq":(\d+)')
_ACK_BYTES = 64 * 1024
_END = re.compile(rb'"t":"end"|"type":\s?"done"|\[DONE\]|"type":"error"')


@dataclass
class Seen:
    """What one stream brought. Times in nanoseconds."""

    asked: int = 0
    first: int = 0
    ages: list[int] = field(default_factory=list)
    end: bytes = b""


class _Reader(asyncio.Protocol):
    """Counts the stamps in what comes; knows websocket frames and plain bodies."""

    def __init__(self, opening: bytes, framed: bool) -> None:
        self.seen = Seen()
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._opening = opening
        self._framed = framed
        self._buffer = b""
        self._upgraded = False
        self._owed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(self._opening)

    def connection_lost(self, exc: Exception | None) -> None:
        for waiting in (self.open, self.ended):
            if not waiting.done():
                waiting.set_exception(exc or ConnectionError("closed"))
                waiting.exception()

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        if not self._framed:
            self._note(data, now)
            return
        self._buffer += data
        if not self._upgraded:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head.split(b"\r\n")[0], head
            self._upgraded, self._buffer = True, rest
            if not self.open.done():
                self.open.set_result(None)
        while (payload := self._frame()) is not None:
            self._note(payload, now)

    def ask(self, text: bytes) -> None:
        self.seen = Seen(asked=time.monotonic_ns())
        self.ended = asyncio.get_running_loop().create_future()
        self.transport.write(_masked(text) if self._framed else text)

    def _frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1] & 127, 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < start + length:
            return None
        self._buffer = buffer[start + length :]
        payload = buffer[start : start + length]
        if buffer[0] & 15 == 9:
            self.transport.write(_masked(payload, b"\x8a"))
        self._acknowledge(payload)
        return payload

    def _acknowledge(self, payload: bytes) -> None:
        """As docs/protocol.md asks, each 64 KiB of frames."""
        self._owed += len(payload)
        if self._owed < _ACK_BYTES or not (found := _PLACE.search(payload)):
            return
        self._owed = 0
        ack = b'{"type":"ack","turn":"%b","seq":%b}' % found.groups()
        self.transport.write(_masked(ack))

    def _note(self, data: bytes, now: int) -> None:
        for stamp in _STAMP.findall(data):
            self.seen.ages.append(now - int(stamp))
            self.seen.first = self.seen.first or now
        if _END.search(data) and not self.ended.done():
            self.seen.end = data[-1000:]
            self.ended.set_result(None)


class Target:
    """Something that streams answers: how to connect, and how to ask."""

    framed = True

    def __init__(self, url: str, cookies: list[str] | None = None) -> None:
        self.url = urlsplit(url)
        self._cookies = cookies or [""]

    async def connect(self, number: int) -> _Reader:
        """The socket of this number; the people take turns, beginning with the first."""
        cookie = self._cookies[number % len(self._cookies)]
        loop = asyncio.get_running_loop()
        _, reader = await loop.create_connection(
            lambda: _Reader(self.opening(cookie), self.framed), self.url.hostname, self.url.port
        )
        if self.framed:
            await reader.open
        return reader

    def opening(self, cookie: str) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /ws/ HTTP/1.1", f"Host: {self.url.netloc}", f"Origin: http://{self.url.netloc}", f"Cookie: {cookie}",
            "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        ]  # fmt: skip
        return "\r\n".join([*lines, "", ""]).encode()

    def question(self, text: str, chat: dict[str, str] | None) -> bytes:
        raise NotImplementedError


class Ours(Target):
    def question(self, text: str, chat: dict[str, str] | None) -> bytes:
        chat = chat or {}
        frame = {
            "type": "send", "client_id": uuid4().hex, "conversation": chat.get("conversation"),
            "parent": chat.get("parent") or None, "parts": [{"type": "text", "text": text}], "model": None,
        }  # fmt: skip
        return json.dumps(frame, separators=(",", ":")).encode()


class Minimal(Target):
    def question(self, text: str, chat: dict[str, str] | None) -> bytes:
        return json.dumps({"text": text}).encode()


class Direct(Target):
    """The provider itself."""

    framed = False

    def opening(self, cookie: str) -> bytes:
        return b""

    def question(self, text: str, chat: dict[str, str] | None) -> bytes:
        body = json.dumps({"model": "bench", "messages": [{"role": "user", "content": text}], "stream": True})
        lines = [
            "POST /v1/chat/completions HTTP/1.1",
            f"Host: {self.url.netloc}",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body]).encode()


async def run(
    target: Target, streams: int, text: str, *, spread: float = 0.0, chat: dict[str, str] | None = None
) -> list[Seen]:
    """Ask on so many sockets, begun within `spread` seconds; returns when all answers have ended."""
    readers = [await target.connect(number) for number in range(streams)]

    async def one(number: int, reader: _Reader) -> Seen:
        await asyncio.sleep(spread * number / streams)
        reader.ask(target.question(text, chat))
        await reader.ended
        return reader.seen

    seen = await asyncio.gather(*(one(number, reader) for number, reader in enumerate(readers)))
    for reader in readers:
        reader.transport.close()
    return seen


def _masked(payload: bytes, kind: bytes = b"\x81") -> bytes:
    length = len(payload)
    size = bytes([0x80 | length]) if length < 126 else bytes([0xFE]) + length.to_bytes(2, "big")
    return kind + size + b"\0\0\0\0" + payload
