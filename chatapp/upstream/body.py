"""The body of an answer, read within its limits of time."""

import asyncio
from contextlib import suppress

import httpx

from chatapp.upstream import http_errors
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, Phase, StreamBroken, UpstreamError
from chatapp.upstream.read_timeout import Watch
from chatapp.upstream.rejection import request_id
from chatapp.upstream.transport import give_up, reader, unread

MAX_ANSWER = 64 * 1024 * 1024
MAX_ERROR = 64 * 1024
_LINGER = 0.1  # seconds


class Body:
    """`deadline` is the end of the whole attempt, in the loop's time."""

    def __init__(self, response: httpx.Response, endpoint: Endpoint, deadline: float) -> None:
        self._response, self._endpoint, self._deadline = response, endpoint, deadline
        self._clock = asyncio.get_running_loop().time
        self._idle = endpoint.timeouts.read_idle
        self._next = reader(response)
        # What came since the last read and has not to be waited for.
        self.arrived = unread(response)
        self._watch = Watch(self._idle, lambda: give_up(response))

    def close(self) -> None:
        self._watch.stop()

    async def read(self) -> bytes:
        """What came since the last read, or comes next; empty at the end. Raises TimedOut, StreamBroken."""
        watch = self._watch
        watch.waiting_since = now = self._clock()
        try:
            # A timer per read costs CPU: needed only where the total limit may come before the idle one.
            if self._deadline - now > self._idle:
                return await self._next()
            return await self._read_in_time()
        except (
            *http_errors.ERRORS,
            RuntimeError,
        ) as error:  # aiohttp's word for "our side closed it" is RuntimeError
            failure = http_errors.while_reading(error, self._endpoint, request_id(self._response.headers))
            failure.__cause__ = error
            return self._left_before(failure)
        finally:
            watch.waiting_since = None

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

    def _left_before(self, failure: UpstreamError) -> bytes:
        """What had come when the connection broke and was not read yet; the failure comes with the next read."""
        left = self.arrived()
        if not left:
            raise failure

        async def fail() -> bytes:
            raise failure

        self._next = fail
        return left

    async def _read_in_time(self) -> bytes:
        limit = asyncio.timeout_at(self._deadline)
        try:
            async with limit:
                return await self._next()
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise http_errors.timed_out(
                Phase.TOTAL, self._endpoint, request_id(self._response.headers)
            ) from error
