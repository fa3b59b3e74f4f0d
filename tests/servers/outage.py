"""A database whose connections break, or that takes none for a while. The test's own stay."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import psycopg
import pytest
from channels.db import database_sync_to_async
from django.db import connection
from psycopg import sql
from psycopg.abc import Query

Cut = Callable[[], Awaitable[None]]
Away = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
def cut(committed: None) -> Cut:
    """Ends all connections but that of the test itself."""
    own = _backend()

    async def end() -> None:
        await database_sync_to_async(_end_all_but)(own)

    return end


@pytest.fixture
def away(cut: Cut) -> Away:
    """Inside, all connections are cut and no new one is taken."""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")

    @asynccontextmanager
    async def gone() -> AsyncIterator[None]:
        await asyncio.to_thread(_do, allow.format(sql.Identifier(_name()), sql.SQL("false")))
        try:
            await cut()
            yield
        finally:
            await asyncio.to_thread(_do, allow.format(sql.Identifier(_name()), sql.SQL("true")))

    return gone


def _end_all_but(own: int) -> None:
    # What Django's thread has is opened again when it is needed.
    connection.close()
    _do(_END, {"database": _name(), "kept": own})


def _name() -> str:
    name: str = connection.settings_dict["NAME"]
    return name


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row: tuple[int] = cursor.fetchone()
        return row[0]


def _do(statement: Query, values: dict[str, Any] | None = None) -> None:
    """From another database of the same server."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute(statement, values)


_END = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %(database)s AND usename = current_user AND pid <> %(kept)s
"""
