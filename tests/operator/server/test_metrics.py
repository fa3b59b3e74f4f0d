"""What /metrics tells of answers, sockets, providers and the database."""

import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.api.stage import Stage
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def measured(name: str, **labels: str) -> float:
    """The value of a metric now; 0 where it has not been seen."""
    text = (await sync_to_async(Client().get)("/metrics", headers={"host": "localhost"})).content.decode()
    wanted = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    found = re.search(rf"^chatapp_{re.escape(name + (f'{{{wanted}}}' if wanted else ''))} (.+)$", text, re.M)
    return float(found[1]) if found else 0.0


async def test_an_answer_is_counted_while_it_runs_and_when_it_ends(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-50@0")
    call: dict[str, Any] = {"provider": "Scripted", "model": "words-50@0"}
    before = {status: await measured("turns_ended_total", status=status) for status in ("done", "stopped")}
    async with alice_online.socket() as socket:
        await socket.answer("Tell me", model=model)
        assert await measured("sockets_open") == 1
        endless = await scripted_model(scripted, "stepwise-30")
        sent = await socket.ask("Tell me for ever", model=endless)
        assert await measured("turns_running") == 1
        await socket.send("stop", turn=sent["turn"])
        await Page().watch(socket, sent["turn"])
    assert await measured("turns_ended_total", status="done") == before["done"] + 1
    assert await measured("turns_ended_total", status="stopped") == before["stopped"] + 1
    assert await measured("completions_total", status="done", **call) >= 1
    assert await measured("first_token_seconds_count", **call) >= 1


async def test_a_call_of_the_api_is_counted_while_it_runs(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    stage = Stage(scripted, alice_online.user)
    await stage.set_up()
    async with stage.asking("silence") as call:
        await scripted.requests.wait()
        assert await measured("calls_running") == 1
        call.hang_up()
        await call.ended()
    assert await measured("calls_running") == 0


async def test_a_failed_call_is_counted_by_its_provider(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "error-400")
    labels = {"provider": "Scripted", "model": "error-400", "status": "failed"}
    before = await measured("completions_total", **labels)
    async with alice_online.socket() as socket:
        await socket.answer("Tell me", model=model)
    assert await measured("completions_total", **labels) == before + 1


async def test_the_pool_of_the_engine_is_shown(engine: Services) -> None:
    async with engine.pool.connection():
        assert await measured("database_connections", state="used") >= 1
    assert await measured("database_waiting") == 0
