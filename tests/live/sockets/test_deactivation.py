"""What runs for a person who may not be here any more stops, whoever deactivated them and however."""

from collections.abc import AsyncIterator

import pytest
from channels.db import database_sync_to_async
from django.db import connections
from pytest_django import Settings

from chatapp import wiring
from chatapp.accounts.models import User
from chatapp.completions.models import Completion
from chatapp.conversations.models import Turn
from chatapp.turns.engine.runner import Runner
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page
from tests.servers.sweeping import until

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("told", [True, False])
async def test_the_answer_stops_and_keeps_what_had_arrived(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, bob_online: Person, told: bool
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket, bob_online.socket() as bobs:
        sent = await socket.ask("Tell me", model=model)
        await Page().until(socket, "word20")
        other = await bobs.ask("Tell me", model=model)
        kept = await Page().until(bobs, "word20")
        await _deactivate(alice_online.user, told)
        await scripted.wait_disconnect()
        await until(lambda: Turn.objects.filter(pk=sent["turn"], status="stopped").aexists())
        scripted.gate("gated").release()
        await kept.watch(bobs, other["turn"])

    assert (kept.turn["status"], kept.text) == ("done", numbered(40))
    completion = await Completion.objects.select_related("message").aget(turn=sent["turn"])
    assert completion.status == "stopped"
    assert completion.message is not None
    assert completion.message.body["content"] == numbered(20)


@pytest.fixture
async def engine_with_silent_titles(
    settings: Settings, committed: None, scripted: ScriptedProvider
) -> AsyncIterator[Services]:
    settings.TITLE_MODEL = "silence"
    yield await wiring.start()
    await wiring.stop()
    await database_sync_to_async(connections.close_all)()


async def test_the_title_stops(
    engine_with_silent_titles: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    runner = engine_with_silent_titles.runner
    await scripted_model(scripted, "silence")
    async with alice_online.socket() as socket:
        await socket.answer("Tell me", model=await scripted_model(scripted, "words-5"))
        await scripted.requests.wait(2)
        assert runner.titled == {alice_online.user.pk}
        await _deactivate(alice_online.user, told=False)
        await scripted.wait_disconnect()
    await until(lambda: Completion.objects.filter(kind="title", status="stopped").aexists())
    # The row comes before the task's own end.
    await until(lambda: _makes_no_titles(runner))


async def _makes_no_titles(runner: Runner) -> bool:
    return not runner.titled


async def _deactivate(user: User, told: bool) -> None:
    """With the notification of it, or without."""
    if told:
        user.is_active = False
        await database_sync_to_async(user.save)(update_fields=["is_active"])
    else:
        await User.objects.filter(pk=user.pk).aupdate(is_active=False)
