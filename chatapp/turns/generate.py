"""One answer of a model, whatever attempts it takes. Serves the chat's turns and `/v1` alike."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from chatapp.completions.models import CompletionStatus
from chatapp.upstream.errors import (
    Break,
    ConnectFailed,
    Phase,
    Rejected,
    StreamBroken,
    TimedOut,
    UpstreamError,
)
from chatapp.upstream.pool import UpstreamPool
from chatapp.upstream.stream import Stream
from chatapp.wire.accumulate import Accumulator
from chatapp.wire.changes import Change
from chatapp.wire.chunk import Chunk
from chatapp.wire.request import Request

from .choice import Route
from .journal import Attempt, Caller, Journal, Outcome


@dataclass(frozen=True)
class Policy:
    """How often a call is tried before its first byte, and how long is waited between. Seconds."""

    attempts: int = 3
    first_delay: float = 0.5
    longest_delay: float = 8.0
    longest_retry_after: float = 30.0

    def delay(self, error: UpstreamError, number: int) -> float | None:
        """Seconds to wait after attempt `number` (from 1) failed; None: give up."""
        if number >= self.attempts or not error.retryable:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.longest_retry_after else None
        most: float = min(self.longest_delay, self.first_delay * 2 ** (number - 1))
        return most * random.uniform(0.5, 1.0)  # noqa: S311 (jitter)


@dataclass(frozen=True)
class Progress:
    """What one read of the network brought."""

    chunks: list[Chunk]
    changes: list[Change]


@dataclass(frozen=True)
class Retrying:
    """An attempt failed before its first byte; the next one, `number`, starts in `delay` seconds."""

    error: UpstreamError
    number: int
    of: int
    delay: float


class Generation:
    """The attempts of one call. After `steps` has ended, or raised UpstreamError, `answer` holds what arrived."""

    def __init__(
        self,
        upstreams: UpstreamPool,
        journal: Journal,
        caller: Caller,
        route: Route,
        request: Request,
        policy: Policy,
    ) -> None:
        self._upstreams = upstreams
        self._journal = journal
        self._caller = caller
        self._route = route
        self._request = request
        self._policy = policy
        self.answer = Accumulator()
        # How an attempt that is cut from outside counts.
        self.cut_as = CompletionStatus.STOPPED
        self.attempt_ids: list[UUID] = []
        self.metered: list[dict[str, Any]] = []

    async def steps(self) -> AsyncGenerator[Progress | Retrying]:
        """Stream the answer. Raises UpstreamError when no attempt is left, or in the middle of the answer."""
        number = 1
        while True:
            try:
                async with aclosing(self._attempt(number)) as steps:
                    async for progress in steps:
                        yield progress
                return
            except UpstreamError as error:
                delay = None if self.answer.seen else self._policy.delay(error, number)
                if delay is None:
                    raise
                number += 1
                yield Retrying(error, number, self._policy.attempts, delay)
                await asyncio.sleep(delay)

    async def _attempt(self, number: int) -> AsyncGenerator[Progress]:
        self.answer = Accumulator()
        run = _Run(self._new_attempt(number), self.answer)
        opened = asyncio.create_task(self._journal.opened(run.attempt))
        try:
            upstream = self._upstreams.get(self._route.endpoint)
            async with upstream.stream(self._request) as stream, aclosing(run.read(stream)) as steps:
                async for progress in steps:
                    yield progress
            run.status = CompletionStatus.DONE
        except UpstreamError as error:
            run.fail(error)
            raise
        finally:
            await _shielded(self._close(run, opened))

    def _new_attempt(self, number: int) -> Attempt:
        attempt = Attempt(uuid7(), number, self._caller, self._route, self._request, datetime.now(UTC))
        self.attempt_ids.append(attempt.id)
        return attempt

    async def _close(self, run: _Run, opened: asyncio.Task[None]) -> None:
        # The row is written while the provider is being called; its outcome only after it.
        await opened
        self.metered.append(await self._journal.closed(run.attempt, run.outcome(self.cut_as)))


class _Run:
    """What is observed of one attempt. No status: it was cut from outside."""

    def __init__(self, attempt: Attempt, answer: Accumulator) -> None:
        self.attempt = attempt
        self.answer = answer
        self.status: CompletionStatus | None = None
        self._error: dict[str, Any] | None = None
        self._request_id = ""
        self._sent = True
        self._first: datetime | None = None
        self._last: datetime | None = None

    async def read(self, stream: Stream) -> AsyncGenerator[Progress]:
        self._request_id = stream.request_id
        feed = self.answer.feed
        try:
            async for chunks in stream:
                changes = [change for chunk in chunks for change in feed(chunk)]
                self._last = datetime.now(UTC)
                if self._first is None and self.answer.seen:
                    self._first = self._last
                yield Progress(chunks, changes)
        except StreamBroken as error:
            # Many servers never send [DONE]; an answer that said why it finished is whole.
            if error.kind is not Break.MISSING_DONE or not self.answer.finished:
                raise
        if rest := self.answer.close():
            yield Progress([], rest)

    def fail(self, error: UpstreamError) -> None:
        self.status = CompletionStatus.FAILED
        self._error = describe(error)
        self._request_id = error.request_id or self._request_id
        self._sent = not _unread(error)

    def outcome(self, cut_as: CompletionStatus) -> Outcome:
        return Outcome(
            self.status or cut_as,
            self.answer,
            datetime.now(UTC),
            self._first,
            self._last,
            self._error,
            self._request_id,
            self._sent,
        )


def _unread(error: UpstreamError) -> bool:
    """Did the call come to nothing, so that no token was spent?"""
    if isinstance(error, TimedOut):
        return error.phase is Phase.CONNECT
    return isinstance(error, ConnectFailed | Rejected)


def describe(error: UpstreamError) -> dict[str, Any]:
    """The error as the frames and the rows show it."""
    body = error.body
    return {
        "message": str(error),
        "type": body.type if body else "upstream_error",
        "code": body.code if body else None,
        "param": body.param if body else None,
        "status": error.status,
        "retryable": error.retryable,
    }


async def _shielded(work: Any) -> None:
    """Finish the work even when this task is cancelled meanwhile; the cancellation goes on afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
