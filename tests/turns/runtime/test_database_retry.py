"""Who has waited in vain is told what it was for: the database, or the server itself."""

import asyncio

import psycopg
import pytest

from chatapp.turns.errors import Away, Overloaded
from chatapp.turns.runtime import database_retry as module
from chatapp.turns.runtime.database_retry import Outage, retry_briefly, retry_until_back

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    """Of a process that has asked nothing yet, and gives up soon."""
    made = Outage()
    monkeypatch.setattr(module, "outage", made)
    monkeypatch.setattr(module, "_MOMENT", 0.05)
    return made


async def _never() -> None:
    await asyncio.Event().wait()


async def _at_once() -> None:
    pass


async def _broken() -> None:
    raise psycopg.OperationalError("the connection is lost")


async def test_a_database_that_answers_nobody_is_away() -> None:
    with pytest.raises(Away):
        await retry_briefly(_never)


async def test_where_it_answers_others_the_server_is_too_slow() -> None:
    await retry_until_back(_at_once)
    with pytest.raises(Overloaded, match="more to do than it can"):
        await retry_briefly(_never)


async def test_an_answer_from_before_it_failed_proves_nothing() -> None:
    await retry_until_back(_at_once)
    with pytest.raises(Away):
        await retry_briefly(_broken)


async def test_an_answer_of_long_ago_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    await retry_until_back(_at_once)
    monkeypatch.setattr(module, "_RECENT", 0.0)
    with pytest.raises(Away):
        await retry_briefly(_never)
