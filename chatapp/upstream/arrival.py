"""Waiting for what a provider sends, without a future for each read.

A future lets its task go on in the loop's next round: an object, a handle and an `epoll_wait` for each delta. Here the
connection itself takes the task on, when it has parsed all that one read of the socket brought.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextvars import Context
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

Resume = Callable[[Any], object]


class Arrival:
    """Stands where a StreamReader keeps the future of its reader: what a task and aiohttp use of one, many times over.

    One task waits at a time. Bytes and their end are told in `set_result`, and the task goes on at `resume`, which
    the connection calls from the loop; a failure or a cancellation comes from anywhere, and has its turn in the loop.
    """

    _asyncio_future_blocking = False

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self._content = content
        self._loop = asyncio.get_running_loop()
        self._done = False
        self._error: BaseException | None = None
        self._waiting: tuple[Resume, Context | None] | None = None

    async def read(self) -> bytes:
        """What has come, or comes next; empty at the end. Raises as StreamReader does."""
        content = self._content
        while not (content.is_eof() or content._buffer or content.exception()):
            if not content._protocol.connected:
                raise RuntimeError("Connection closed.")
            self._done, self._error = False, None
            content._waiter = self  # type: ignore[assignment]
            try:
                await self
            finally:
                content._waiter = None
        return await content.readany()

    def resume(self) -> None:
        """Let the task go on, if something came. Not to be called from a task."""
        if self._done and self._waiting is not None:
            (callback, context), self._waiting = self._waiting, None
            if context is None:
                callback(self)
            else:
                context.run(callback, self)

    # What a task uses of a future.

    def __await__(self) -> Generator[Any, None, None]:
        self._asyncio_future_blocking = True
        yield self

    def get_loop(self) -> asyncio.AbstractEventLoop:
        return self._loop

    def add_done_callback(self, callback: Resume, *, context: Context | None = None) -> None:
        self._waiting = callback, context

    def result(self) -> None:
        error, self._error = self._error, None
        if error is not None:
            try:
                raise error
            finally:
                # It knows the frames that it passes: kept by one of them, it would keep a whole answer.
                del error

    def cancel(self, msg: Any = None) -> bool:
        if self._done:
            return False
        self.set_exception(asyncio.CancelledError() if msg is None else asyncio.CancelledError(msg))
        return True

    # What a StreamReader uses of a future.

    def done(self) -> bool:
        return self._done

    def set_result(self, result: None) -> None:
        self._done = True

    def set_exception(self, error: BaseException) -> None:
        self._done, self._error = True, error
        self._loop.call_soon(self.resume)


class ArrivalHandler(ResponseHandler):
    """A connection that takes the task on which waits for its bytes."""

    arrival: Arrival | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.arrival is not None:
            self.arrival.resume()

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        if self.arrival is not None:
            self.arrival.resume()
            self.arrival = None
