"""What has come of a body, and the wait for more."""

from collections.abc import Awaitable, Callable
from typing import Protocol, Self

import aiohttp


class ResponseBody(Protocol):
    def arrival(self) -> Awaitable[None]:
        """Returns when there is something to take, be it the end or an error."""

    def take(self) -> bytes:
        """All that has come since the last time; empty if nothing has, and after an `arrival` at the end. Raises
        what ended the connection, after all that came before was taken."""

    def give_up(self, error: Exception) -> None:
        """Let the wait end with this error."""


class ArrivalReader(aiohttp.StreamReader):
    """aiohttp's reader, for one that takes all there is.

    aiohttp's own notes where each chunk of HTTP ends, and parses nothing once more after each read: 20 calls of a
    delta. The parser makes the reader, so this class takes the place of its class; it adds no members.
    """

    __slots__ = ()

    @classmethod
    def of(cls, reader: aiohttp.StreamReader) -> Self:
        reader.__class__ = cls
        assert isinstance(reader, cls)
        return reader

    def arrival(self) -> Awaitable[None]:
        waiter = self._loop.create_future()
        if self._protocol.transport is None and not self._eof and self._exception is None:
            self._exception = aiohttp.ClientConnectionError("Connection closed")
        if self._buffer or self._eof or self._exception is not None:
            waiter.set_result(None)
        else:
            self._waiter = waiter
        return waiter

    def take(self) -> bytes:
        buffer = self._buffer
        if not buffer:
            if self._exception is not None:
                raise self._exception
            return b""
        data = buffer.popleft() if len(buffer) == 1 else b"".join(buffer)
        buffer.clear()
        self._size = 0
        if self._protocol._reading_paused:
            self._protocol.resume_reading()
        return data

    def give_up(self, error: Exception) -> None:
        self.set_exception(error)

    # What the parser and the connection call.

    def feed_data(self, data: bytes, size: int = 0) -> bool:
        if data:
            self._buffer.append(data)
            self._size += len(data)
            # Not by `_wake`: each delta comes here.
            waiter = self._waiter
            if waiter is not None:
                self._waiter = None
                if not waiter.done():
                    waiter.set_result(None)
            if self._size > self._high_water:
                self._protocol.pause_reading()
        return False

    # Nothing to do, and no frame of Python for it: both are called of each delta.
    begin_http_chunk_receiving = end_http_chunk_receiving = staticmethod(bool)  # type: ignore[assignment]

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        # Not to who waits: what came before it is taken first.
        self._wake()
        super().set_exception(exc, *cause)

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None:
            self._waiter = None
            if not waiter.done():
                waiter.set_result(None)


class Iterated:
    """The same of what is read piece by piece: a compressed body, or one that comes over no connection."""

    def __init__(self, read: Callable[[], Awaitable[bytes]], give_up: Callable[[Exception], None]) -> None:
        self.give_up = give_up
        self._read = read
        self._piece = b""
        self._error: Exception | None = None

    async def arrival(self) -> None:
        try:
            self._piece = await self._read()
        except Exception as error:
            self._error = error

    def take(self) -> bytes:
        if self._error is not None:
            raise self._error
        piece, self._piece = self._piece, b""
        return piece
