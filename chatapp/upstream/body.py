"""The body of an answer, read within its limits of time."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress

import aiohttp
import httpx

from chatapp.upstream import http_errors
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, Phase, StreamBroken, UpstreamError
from chatapp.upstream.rejection import request_id
from chatapp.upstream.transport import response_body

MAX_ANSWER = 64 * 1024 * 1024
MAX_ERROR = 64 * 1024
_LINGER = 0.1  # seconds


class Body:
    """`deadline` is the end of the whole attempt, in the loop's time.

    One timer that is moved on when it fires ends a wait that is too long: a timer for each read, as aiohttp has it,
    costs as much as the read.
    """

    def __init__(self, response: httpx.Response, endpoint: Endpoint, deadline: float) -> None:
        self._response, self._endpoint, self._deadline = response, endpoint, deadline
        self._loop = asyncio.get_running_loop()
        self._idle = endpoint.timeouts.read_idle
        self._body = response_body(response)
        self._waiting_since: float | None = None
        self._timer = self._loop.call_later(self._idle, self._look)

    def close(self) -> None:
        self._timer.cancel()

    def arrival(self) -> Awaitable[None]:
        """Returns when there is something to take, be it the end or an error. Raises TimedOut."""
        self._waiting_since = now = self._loop.time()
        if self._deadline - now > self._idle:
            return self._body.arrival()
        # Needed only where the total limit may come before the idle one.
        return self._arrival_in_time()

    def take(self) -> bytes:
        """What came since the last time: empty if nothing did, and after an `arrival` at the end. Raises TimedOut,
        StreamBroken."""
        self._waiting_since = None
        try:
            return self._body.take()
        except (*http_errors.ERRORS, RuntimeError) as error:  # aiohttp's word for "our side closed it"
            name = request_id(self._response.headers)
            raise http_errors.while_reading(error, self._endpoint, name) from error

    async def read(self) -> bytes:
        """What came since the last time, or comes next; empty at the end. Raises as `arrival` and `take`."""
        if data := self.take():
            return data
        await self.arrival()
        return self.take()

    async def rest(self, limit: int = MAX_ANSWER) -> bytes:
        """All that is still to come. Raises as `read`, and StreamBroken above `limit` bytes."""
        parts: list[bytes] = []
        size = 0
        while data := await self.read():
            parts.append(data)
            size += len(data)
            if size > limit:
                sentence = f"The provider's answer is larger than {limit // 1024} KiB."
                raise StreamBroken(sentence, Break.TOO_LARGE, retryable=False)
        return b"".join(parts)

    async def beginning(self) -> bytes:
        """As much of an error's text as can be had: that it breaks off does not hide the error."""
        parts: list[bytes] = []
        with suppress(UpstreamError):
            while sum(map(len, parts)) < MAX_ERROR and (data := await self.read()):
                parts.append(data)
        return b"".join(parts)

    async def drain(self) -> None:
        """Waits a moment for the end of a body that is complete, so that its connection can be used again."""
        with suppress(UpstreamError, TimeoutError):
            async with asyncio.timeout(_LINGER):
                await self.read()

    def _look(self) -> None:
        since = self._loop.time() if self._waiting_since is None else self._waiting_since
        left = since + self._idle - self._loop.time()
        if left <= 0:
            self._body.give_up(aiohttp.SocketTimeoutError("Timeout on reading data from socket"))
        else:
            self._timer = self._loop.call_later(left, self._look)

    async def _arrival_in_time(self) -> None:
        limit = asyncio.timeout_at(self._deadline)
        try:
            async with limit:
                await self._body.arrival()
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise http_errors.timed_out(
                Phase.TOTAL, self._endpoint, request_id(self._response.headers)
            ) from error
