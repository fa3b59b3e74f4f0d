"""One HTTP/1.1 connection of the load: it decodes what it measures and nothing else, so that it costs little."""

from __future__ import annotations

import asyncio
import re
import time
from array import array
from typing import Final, cast

_STAMP: Final = re.compile(rb'"content": ?" (\d{9,})"')
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSE: Final = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_EVENT_END: Final = b"\n\n"


class Answer:
    """What one call brought; it grows. Times are nanoseconds of the machine's monotonic clock.

    `fault` is one line, or empty: of an answer that is no 200, holds an error, or ends before its end.
    """

    def __init__(self, streamed: bool) -> None:
        self.streamed = streamed
        self.asked = self.first = self.ended = 0
        self.arrivals, self.stamps = array("q"), array("q")
        self.fault = ""
        self.has_begun, self.has_ended = asyncio.Event(), asyncio.Event()
        self._done = False

    def take(self, events: bytes, now: int) -> None:
        """Whole events of a stream."""
        for stamp in _STAMP.findall(events):
            self.arrivals.append(now)
            self.stamps.append(int(stamp))
        if self.arrivals and not self.first:
            self.first = now
            self.has_begun.set()
        if b"[DONE]" in events:
            self._done = True
        elif b'data: {"error"' in events:
            self.fault = _line(events)

    def take_whole(self, body: bytes) -> None:
        self._done = b'"choices"' in body

    def end(self, fault: str = "") -> None:
        if self.has_ended.is_set():
            return
        self.ended = time.monotonic_ns()
        self.fault = self.fault or fault or ("" if self._done else "it ended before its end")
        self.has_begun.set()
        self.has_ended.set()


class Connection(asyncio.Protocol):
    """Takes one request after another."""

    def __init__(self) -> None:
        self.open = True
        self._answer: Answer | None = None
        self._buffer, self._events = bytearray(), bytearray()
        self._forget_head()

    def ask(self, request: bytes, answer: Answer) -> None:
        answer.asked = time.monotonic_ns()
        self._answer = answer
        self._transport.write(request)

    def close(self) -> None:
        """At once, as a client that leaves."""
        self.open = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        if self._answer:
            self._answer.end(f"the connection was closed ({exc})" if exc else "the connection was closed")

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        self._buffer += data
        if self._status or self._read_head():
            self._read_body(now)

    def _forget_head(self) -> None:
        self._status, self._left, self._chunked, self._last = 0, 0, False, False

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._buffer[: end + 2])
        del self._buffer[: end + 4]
        self._status, self._last = int(head[9:12]), bool(_CLOSE.search(head))
        self._chunked, length = bool(_CHUNKED.search(head)), _LENGTH.search(head)
        self._left = int(length[1]) if length else 0
        return True

    def _read_body(self, now: int) -> None:
        if self._chunked:
            while (piece := self._chunk()) is not None:
                self._give(piece, now)
                if not piece:
                    self._finish()
                    return
        elif len(self._buffer) >= self._left:
            self._give(bytes(self._buffer[: self._left]), now)
            del self._buffer[: self._left]
            self._finish()

    def _chunk(self) -> bytes | None:
        """The next chunk, empty at the end of the body; None while it is not all here."""
        line = self._buffer.find(b"\r\n")
        if line < 0:
            return None
        start, size = line + 2, int(self._buffer[:line].partition(b";")[0], 16)
        if len(self._buffer) < start + size + 2:
            return None
        piece = bytes(self._buffer[start : start + size])
        del self._buffer[: start + size + 2]
        return piece

    def _give(self, piece: bytes, now: int) -> None:
        self._events += piece
        if self._answer and self._answer.streamed and self._status == 200:
            whole, found, rest = self._events.rpartition(_EVENT_END)
            if found:
                self._answer.take(bytes(whole), now)
                self._events = rest

    def _finish(self) -> None:
        answer, body = self._answer, bytes(self._events)
        fault = "" if self._status == 200 else f"{self._status} {_line(body)}"
        self._answer = None
        self._events.clear()
        if self._last:
            self.close()
        self._forget_head()
        if answer:
            if not answer.streamed:
                answer.take_whole(body)
            answer.end(fault)


def _line(text: bytes) -> str:
    return " ".join(text.decode(errors="replace").split())[:300]
