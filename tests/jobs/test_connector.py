"""A worker hears of jobs, also after the connection was cut over which it listens."""

import asyncio

import psycopg
import pytest

from chatapp import wiring
from chatapp.jobs.connector import QuietConnector
from tests.timeouts import TIMEOUT

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]

LISTENING = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%%'"


async def test_what_is_notified_is_heard_before_and_after_a_cut() -> None:
    heard: set[str] = set()

    async def hear(*, channel: str, payload: str) -> None:
        heard.add(payload)

    connector = QuietConnector(conninfo=wiring.conninfo, min_size=1, max_size=2)
    await connector.open_async()
    listening = asyncio.create_task(connector.listen_notify(hear, ["of_this_test"]))
    async with await psycopg.AsyncConnection.connect(await wiring.conninfo(), autocommit=True) as other:
        try:
            for word in ("before", "after"):
                async with asyncio.timeout(TIMEOUT):
                    while word not in heard:
                        await other.execute("SELECT pg_notify('of_this_test', %s)", [word])
                        await asyncio.sleep(0.01)
                await other.execute(f"SELECT pg_terminate_backend(pid) {LISTENING}")
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await connector.close_async()


async def test_a_statement_is_sent_alone() -> None:
    """An idle worker asks the database all the time: a transaction around it doubles the work."""
    connector = QuietConnector(conninfo=wiring.conninfo, min_size=1, max_size=1)
    await connector.open_async()
    try:
        said = await connector.execute_query_one_async("SELECT now() = statement_timestamp() AS alone")
    finally:
        await connector.close_async()
    assert said == {"alone": True}
