"""The pool of connections keeps each of them."""

import asyncio
from typing import Any

import pytest

from chatapp.turns.runtime.database_pool import DatabasePool
from chatapp.wiring import Services
from tests.servers.sweeping import conninfo

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("cancelled", range(3))
@pytest.mark.parametrize("rounds", range(8))
async def test_a_connection_comes_back_whenever_its_user_is_cancelled(cancelled: int, rounds: int) -> None:
    async def use() -> None:
        async with pool.connection():
            await asyncio.sleep(0)

    options: dict[str, Any] = {"min_size": 1, "max_size": 1, "kwargs": {"autocommit": True}}
    async with DatabasePool(await conninfo(), open=False, **options) as pool:
        # Psycopg lets the loop go on where it was busy for a while: the rounds are counted from here.
        async with pool.connection() as connection:
            await connection.execute("SELECT 1")
        users = [asyncio.create_task(use()) for _ in range(3)]
        for _ in range(rounds):
            await asyncio.sleep(0)
        users[cancelled].cancel()
        # Of a pool that has lost its connection the others would wait for as long as it lets them, and in vain.
        await asyncio.gather(*users, return_exceptions=True)
        async with pool.connection(timeout=5):
            pass


async def test_a_statement_that_comes_again_is_prepared(engine: Services) -> None:
    asked = "SELECT 'the same again'"
    async with engine.pool.connection() as connection:
        for _ in range(2):
            await connection.execute(asked)
        cursor = await connection.execute("SELECT statement FROM pg_prepared_statements")
        assert (asked,) in await cursor.fetchall()
