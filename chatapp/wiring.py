"""Builds the services of this process from the settings: one pool, one set of upstreams, one runner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg import OperationalError
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from chatapp.accounts.failed_attempts import FailedAttempts
from chatapp.accounts.signals.session_notify import CHANNEL as PEOPLE
from chatapp.conversations.notify import CHANNEL as CONVERSATIONS
from chatapp.conversations.stopping import CHANNEL as STOPS
from chatapp.conversations.store.event_log import CHANNEL as TURNS
from chatapp.conversations.store.event_log import EVERY_TURN
from chatapp.jobs.worker import Worker
from chatapp.tools.registry import Registry, built_in_registry
from chatapp.turns.calls.api_calls import Calls
from chatapp.turns.calls.attempts import Policy
from chatapp.turns.engine.departures import Departures
from chatapp.turns.engine.remote import RemoteTurns
from chatapp.turns.engine.runner import Runner
from chatapp.turns.events.listener import Listener
from chatapp.turns.events.presence import Presence
from chatapp.turns.runtime.database_pool import DatabasePool
from chatapp.turns.runtime.loop_lag import lag
from chatapp.turns.store.lease import Lease, Rhythm
from chatapp.upstream.builtin.provider import BuiltIn
from chatapp.upstream.pool import UpstreamPool

POOL_SIZE = 8


@dataclass(frozen=True)
class Services:
    """What the edges use. Everything in it lives in one event loop."""

    pool: AsyncConnectionPool
    upstreams: UpstreamPool
    runner: Runner
    calls: Calls
    remote_turns: RemoteTurns
    presence: Presence
    departures: Departures
    listener: Listener
    worker: Worker
    wrong_keys: FailedAttempts = field(default_factory=FailedAttempts)


_services: Services | None = None
_starting: asyncio.Lock | None = None


def running() -> Services | None:
    """The services, if they were started."""
    return _services


async def start(
    *,
    policy: Policy | None = None,
    registry: Registry | None = None,
    upstreams: UpstreamPool | None = None,
    rhythm: Rhythm | None = None,
    jobs: int = 0,
) -> Services:
    """Start the services of this process, once. Tests pass their own parts. `jobs`: how many it runs at a time."""
    global _services, _starting
    _starting = _starting or asyncio.Lock()
    async with _starting:
        if _services is None:
            _services = await _build(
                policy or Policy(longest_answer=settings.MAX_ANSWER_BYTES),
                registry or built_in_registry(),
                upstreams or UpstreamPool({"builtin": BuiltIn()}),
                rhythm or Rhythm(),
                jobs,
            )
    return _services


async def drain(grace: float) -> None:
    """Take no more turns and let the running ones end, for `grace` seconds at most.

    The calls of scripts end with their connections: what comes on those that are open is served.
    """
    if _services is not None:
        _services.worker.retire()
        await _services.runner.drain(grace)


async def stop() -> None:
    """End what still runs, mark it, and close everything."""
    global _services, _starting
    if _services is None:
        return
    lag.close()
    async with AsyncExitStack() as last_first:
        # Each is closed, also when one before it could not be.
        last_first.push_async_callback(_services.pool.close)
        last_first.push_async_callback(_services.upstreams.aclose)
        last_first.push_async_callback(_services.listener.close)
        last_first.push_async_callback(_services.remote_turns.close)
        last_first.push_async_callback(_services.departures.close)
        last_first.push_async_callback(_services.presence.close)
        last_first.push_async_callback(_services.runner.close)
        last_first.push_async_callback(_services.calls.close)
        last_first.push_async_callback(_services.worker.close)
    # Not sooner: a socket that is opened meanwhile would start them anew.
    _services = _starting = None


async def _build(
    policy: Policy, registry: Registry, upstreams: UpstreamPool, rhythm: Rhythm, jobs: int
) -> Services:
    pool = DatabasePool(
        conninfo,
        min_size=1,
        max_size=POOL_SIZE,
        open=False,
        # Planning a question's statements takes Postgres longer than running them. Psycopg prepares one when it comes
        # for the sixth time over the same connection, which a small team's do not often live to see.
        kwargs={"autocommit": True, "prepare_threshold": 1},
        timeout=10.0,
        # Given up, a connection is opened again by the next caller; else each attempt waits twice as long as the
        # one before, and the pool would be away for as long again as the database was.
        reconnect_timeout=2.0,
    )
    await pool.open(wait=True)
    lease = Lease(conninfo, rhythm)
    runner = Runner(pool, lease, upstreams, registry, policy=policy, title_model=settings.TITLE_MODEL)
    calls = Calls(upstreams, runner.engine.ledger, policy)
    presence = Presence(pool)
    departures = Departures(pool, runner, calls)
    remote_turns = RemoteTurns(pool, runner)
    listener = Listener(
        conninfo, _handlers(runner, remote_turns, presence), _missed(pool, remote_turns, presence)
    )
    worker = Worker(conninfo, jobs)
    built = Services(pool, upstreams, runner, calls, remote_turns, presence, departures, listener, worker)
    await listener.open()
    await runner.open()
    remote_turns.open()
    presence.open()
    departures.open()
    if jobs:
        await worker.open()
    lag.open(asyncio.get_running_loop(), upstreams.turnstile)
    return built


def _handlers(
    runner: Runner, remote_turns: RemoteTurns, presence: Presence
) -> dict[str, Callable[[str], None]]:
    return {
        TURNS: remote_turns.hint,
        STOPS: lambda turn: runner.stop_here(UUID(turn)),
        CONVERSATIONS: presence.hear_conversation,
        PEOPLE: presence.hear_person,
    }


def _missed(
    pool: AsyncConnectionPool, remote_turns: RemoteTurns, presence: Presence
) -> Callable[[], Awaitable[None]]:
    async def catch_up() -> None:
        # Where the listener lost its connection, those that wait in the pool may be dead too.
        await pool.check()
        remote_turns.hint(EVERY_TURN)
        presence.catch_up()

    return catch_up


async def conninfo() -> str:
    """How Django reaches its database, in libpq's words. Asked for each connection: an embedded one may have to
    be started again, which takes time."""
    try:
        return await asyncio.to_thread(_parameters)
    except ImproperlyConfigured as error:
        raise OperationalError(str(error)) from error


def _parameters() -> str:
    parameters = connection.get_connection_params()
    kept: dict[str, Any] = {
        name: value
        for name, value in parameters.items()
        if isinstance(value, str | int) and name not in ("cursor_factory", "context")
    }
    return make_conninfo(**kept)
