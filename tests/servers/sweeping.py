"""A sweep by another process that takes everybody for dead, and what else other processes do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from chatapp.completions.models import Completion
from chatapp.conversations.models import Runner
from chatapp.turns.store.lease import Rhythm
from chatapp.turns.store.sweep import sweep
from chatapp.wiring import Services

_EVERYBODY = Rhythm(gap=3600, settling=-1, silence=-60)


async def swept_elsewhere(engine: Services) -> list[UUID]:
    """The turns that it marked."""
    # An answer may begin before its call's row is there, which is written beside the call.
    await until(Completion.objects.aexists)
    steady_since = timezone.now() - timedelta(hours=1)
    other = await Runner.objects.acreate(host="elsewhere", pid=1, steady_since=steady_since)
    return await sweep(engine.pool, other.id, _EVERYBODY)


async def conninfo() -> str:
    """How Django reaches the database of the tests."""
    known = connection.get_connection_params()
    names = ("host", "port", "user", "dbname", "password")
    return make_conninfo(**{name: known[name] for name in names if name in known})


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(1000):
        if await true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("It never came to that.")
