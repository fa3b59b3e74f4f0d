"""The attempts of one call: at one provider as often as the policy says, then at its fallbacks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from chatapp.completions.models import CompletionStatus
from chatapp.logs.context import bound
from chatapp.turns.errors import OUR_FAULT
from chatapp.upstream.client import Upstream
from chatapp.upstream.errors import ConnectFailed, Phase, Rejected, TimedOut, UpstreamError
from chatapp.upstream.pool import UpstreamPool
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest

from .attempt import Attempt, Caller, Outcome
from .failure_log import log_failure
from .ledger import Ledger
from .routing import Route

AskedT = TypeVar("AskedT", Request, EmbeddingsRequest)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Policy:
    """How often a call is tried before its first byte, and how long is waited between (seconds); `longest_answer` is
    in bytes of text, beyond which a streamed answer is cut."""

    attempts: int = 3
    first_delay: float = 0.5
    longest_delay: float = 8.0
    longest_retry_after: float = 30.0
    longest_answer: int = 4 << 20

    def delay(self, error: UpstreamError, number: int) -> float | None:
        """Seconds to wait after attempt `number` (from 1) failed; None: give up."""
        if number >= self.attempts or not error.retryable:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.longest_retry_after else None
        most: float = min(self.longest_delay, self.first_delay * 2 ** (number - 1))
        return most * random.uniform(0.5, 1.0)  # noqa: S311 (jitter)


@dataclass(frozen=True)
class Retrying:
    """An attempt failed before its first byte; the next one, `number`, starts in `delay` seconds."""

    error: UpstreamError
    number: int
    of: int
    delay: float


class Run:
    """What is observed of one attempt. No status: it was cut from outside."""

    def __init__(self, attempt: Attempt, answer: Accumulator) -> None:
        self.attempt = attempt
        self.answer = answer
        self.status: CompletionStatus | None = None
        self.request_id = ""
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.given: dict[str, Any] | None = None
        self._error: dict[str, Any] | None = None
        self._sent = True

    def fail(self, error: UpstreamError) -> None:
        self.status = CompletionStatus.FAILED
        self._error = describe(error)
        self.request_id = error.request_id or self.request_id
        self._sent = not _unread(error)

    def break_down(self) -> None:
        """A fault of ours ended it."""
        self.status = CompletionStatus.FAILED
        self._error = OUR_FAULT

    def outcome(self, cut_as: CompletionStatus) -> Outcome:
        return Outcome(
            self.status or cut_as,
            self.answer,
            datetime.now(UTC),
            self.first,
            self.last,
            self._error,
            self.request_id,
            self._sent,
            self.given,
        )


class Attempts(Generic[AskedT]):
    """After the call has ended, or raised UpstreamError, `answer` holds what arrived, `attempt` is the last one,
    `metered` has the ledger's columns of each, `headers` are the provider's, and `reached_limit` says that it was cut.

    A route that fails before its first byte is followed by its fallbacks, each with attempts of its own.
    """

    def __init__(
        self,
        upstreams: UpstreamPool,
        ledger: Ledger,
        caller: Caller,
        route: Route,
        request: AskedT,
        policy: Policy,
    ) -> None:
        self._upstreams = upstreams
        self._ledger = ledger
        self._caller = caller
        self._routes = [route, *route.fallbacks]
        self.request: AskedT = request
        self._policy = policy
        self._on_route = 1
        self._settled = False
        self.answer = Accumulator()
        # How an attempt that is cut from outside counts.
        self.cut_as = CompletionStatus.STOPPED
        self.attempts: list[Attempt] = []
        self.metered: list[dict[str, Any]] = []
        self.reached_limit = False
        self.headers: Mapping[str, str] = {}

    @property
    def longest_answer(self) -> int:
        """Bytes of text after which the answer is cut."""
        return self._policy.longest_answer

    @property
    def attempt(self) -> Attempt:
        """The last one that was begun."""
        return self.attempts[-1]

    @property
    def person(self) -> int:
        """On whose behalf it is."""
        return self._caller.user_id

    @property
    def attempt_ids(self) -> list[UUID]:
        return [attempt.id for attempt in self.attempts]

    @property
    def upstream(self) -> Upstream:
        """Who is asked now."""
        return self._upstreams.get(self._routes[0].endpoint)

    async def persist(self, once: Callable[[], Awaitable[Result]]) -> Result:
        """The result of the first attempt that comes to one. Raises UpstreamError when none is left."""
        while True:
            try:
                return await once()
            except UpstreamError as error:
                again = self.again(error)
                if again is None:
                    raise
            await asyncio.sleep(again.delay)

    def settle(self) -> None:
        """A part of this attempt's answer was sent to the caller: no other attempt may follow."""
        self._settled = True

    def again(self, error: UpstreamError) -> Retrying | None:
        """What follows a failed attempt: another one, at this provider or at the next; None: nothing."""
        if self._settled or self.answer.seen:
            return None
        number = len(self.attempts) + 1
        delay = self._policy.delay(error, self._on_route)
        if delay is not None:
            self._on_route += 1
            return Retrying(error, number, self._policy.attempts * len(self._routes), delay)
        if len(self._routes) == 1 or not _falls_back(error):
            return None
        del self._routes[0]
        self._on_route = 1
        return Retrying(error, number, number - 1 + self._policy.attempts * len(self._routes), 0.0)

    @asynccontextmanager
    async def attempted(self) -> AsyncIterator[Run]:
        """One attempt, from its row to its ledger row."""
        self.answer = Accumulator()
        run = Run(self._new_attempt(), self.answer)
        with bound(completion=run.attempt.public_id):
            opened = asyncio.create_task(self._ledger.opened(run.attempt))
            try:
                yield run
                run.status = CompletionStatus.DONE
            except UpstreamError as error:
                run.fail(error)
                log_failure(run.attempt, error)
                raise
            except Exception:
                run.break_down()
                raise
            finally:
                await _shielded(self._close(run, opened))

    def _new_attempt(self) -> Attempt:
        number, queued_at = len(self.attempts) + 1, datetime.now(UTC)
        attempt = Attempt(uuid7(), number, self._caller, self._routes[0], self.request, queued_at)
        self.attempts.append(attempt)
        return attempt

    async def _close(self, run: Run, opened: asyncio.Task[None]) -> None:
        # The row is written while the provider is being called; its outcome only after it.
        await opened
        self.metered.append(await self._ledger.closed(run.attempt, run.outcome(self.cut_as)))


def _falls_back(error: UpstreamError) -> bool:
    """May another provider do better? One that is unreachable, silent, overloaded or broken says nothing of others."""
    return error.status is None or error.status == 429 or error.status >= 500


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
