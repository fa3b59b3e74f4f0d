"""A database that goes away in the middle costs an answer nothing, and a person at most a moment."""

import pytest

from chatapp.completions.models import Completion
from chatapp.conversations.models import Message
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page
from tests.servers.outage import Cut

pytestmark = pytest.mark.anyio


async def test_an_answer_goes_on_and_ends_whole_while_all_connections_are_cut(
    cut: Cut, engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated-3")
    gate = scripted.gate("gated-3")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = Page()
        for stop in range(1, 4):
            await page.until(socket, f"word{20 * stop}")
            await gate.reached(stop)
            await cut()
            gate.release()
        await page.watch(socket, sent["turn"])

    assert (page.turn["status"], page.text) == ("done", numbered(80))
    assert (await Message.objects.aget(turn=sent["turn"])).body["content"] == numbered(80)
    completion = await Completion.objects.aget(turn=sent["turn"], kind="chat")
    assert completion.status == "done"
    assert await UsageRecord.objects.filter(completion_id=completion.id).acount() == 1


async def test_questions_after_a_cut_are_answered(
    cut: Cut, engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        for number in range(5):
            await cut()
            sent = await socket.ask("Tell me", model=model, client_id=f"c-{number}")
            assert sent["type"] == "sent", sent
            await socket.send("resync", turn=sent["turn"])
            page = await Page().watch(socket, sent["turn"])
            assert (page.turn["status"], page.text) == ("done", numbered(5))
