"""The process hears what all others notify."""

import asyncio

import psycopg
import pytest

from chatapp import wiring
from chatapp.turns.events.listener import Listener
from tests.timeouts import TIMEOUT

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]

CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query = 'LISTEN "of_this_test"'
"""


async def test_notifications_are_missed_while_its_connection_is_cut_and_never_before_it_listened() -> None:
    told: asyncio.Queue[str] = asyncio.Queue()

    async def missed() -> None:
        told.put_nowait("missed")

    listener = Listener(wiring.conninfo, {"of_this_test": told.put_nowait}, missed)
    async with (
        asyncio.timeout(TIMEOUT),
        await psycopg.AsyncConnection.connect(await wiring.conninfo(), autocommit=True) as other,
    ):
        await listener.open()
        try:
            await other.execute("SELECT pg_notify('of_this_test', 'before')")
            assert await told.get() == "before"
            await other.execute(CUT)
            assert await told.get() == "missed"
            await other.execute("SELECT pg_notify('of_this_test', 'after')")
            assert await told.get() == "after"
        finally:
            await listener.close()
