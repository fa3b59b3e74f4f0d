"""A database that goes away costs a call at most a moment, and a running one nothing."""

from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from chatapp.upstream.scripted.scripts.text import numbered
from tests.api.stage import Stage
from tests.servers.outage import Away, Cut

pytestmark = pytest.mark.anyio


async def test_calls_after_a_cut_are_answered(stage: Stage, cut: Cut) -> None:
    await stage.model("echo")
    for number in range(4):
        await cut()
        answer = await (stage.stream if number % 2 else stage.ask)("echo")
        assert answer.status == 200, answer.content
        await cut()
        assert (await stage.call("GET", "/v1/models")).status == 200


async def test_an_answer_goes_on_and_is_metered_while_all_connections_are_cut(stage: Stage, cut: Cut) -> None:
    async with stage.asking("gated-3", stream=True) as call:
        for stop in range(1, 4):
            await call.until(f"word{20 * stop}")
            await cut()
            stage.scripted.gate("gated-3").release()
        answer = await call.whole()
    assert (answer.text, answer.done) == (numbered(80), True)
    assert ((await stage.completion()).status, (await stage.ledger()).status) == ("done", "done")


async def test_a_database_that_stays_away_is_told_in_a_moment(stage: Stage, away: Away) -> None:
    async with away():
        answer = await stage.call("GET", "/v1/models")
    assert (answer.status, answer.error["code"], answer.headers["retry-after"]) == (503, "database_away", "1")
    assert answer.error["type"] == "server_error"
    assert (await stage.call("GET", "/v1/models")).status == 200


@pytest.mark.parametrize("path", ["/v1/usage", "/v1/files?collection=house"])
async def test_a_database_that_goes_behind_the_door_is_told_too(stage: Stage, path: str) -> None:
    def go(connection: BaseDatabaseWrapper, **_: Any) -> None:
        connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")

    connection_created.connect(go)
    try:
        answer = await stage.call("GET", path)
    finally:
        connection_created.disconnect(go)
    assert (answer.status, answer.error["code"]) == (503, "database_away")


async def test_an_answer_that_ends_meanwhile_is_metered_when_it_is_back(stage: Stage, away: Away) -> None:
    async with stage.asking("gated", stream=True) as call:
        await call.until("word20")
        async with away():
            stage.scripted.gate("gated").release()
            await call.until("word40")
        answer = await call.whole()
    assert (answer.done, (await stage.ledger()).status) == (True, "done")
