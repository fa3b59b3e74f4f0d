"""Stop ends an answer at once and keeps what had arrived."""

from uuid import UUID, uuid4

import pytest
from channels.db import database_sync_to_async

from chatapp.completions.models import Completion
from chatapp.conversations.deletion import delete
from chatapp.conversations.models import Conversation, Message, ToolCall, Turn
from chatapp.conversations.stopping import stop_turns
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def half_an_answer(scripted: ScriptedProvider, socket: Socket, script: str = "gated") -> Page:
    """An answer of the model that waits at its gate, after twenty words."""
    model = await scripted_model(scripted, script, tools=True)
    await socket.ask("Tell me", model=model)
    await scripted.gate(script).reached()
    return await Page().until(socket, "word20")


async def test_stop_keeps_what_arrived_and_closes_the_connection_to_the_provider(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await half_an_answer(scripted, socket)
        turn = page.turn["id"]
        await socket.send("stop", re=4, turn=turn)
        await scripted.wait_disconnect()
        await page.watch(socket, turn)

    assert page.turn["status"] == "stopped"
    assert page.text == numbered(20)
    assert page.turn["usage_estimated"] is True
    row = await Turn.objects.aget(id=turn)
    assert (row.status, row.error, row.stop_requested) == ("stopped", None, True)
    message = await Message.objects.aget(turn=turn)
    assert message.body["content"] == numbered(20)
    completion = await Completion.objects.aget(turn=turn)
    assert (completion.status, completion.message_id) == ("stopped", message.id)
    record = await UsageRecord.objects.aget(completion_id=completion.id)
    assert (record.status, record.estimated) == ("stopped", True)
    assert record.completion_tokens == page.turn["completion_tokens"] > 0


async def test_stop_is_confirmed_and_harmless_when_repeated_or_late(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await half_an_answer(scripted, socket)
        turn = page.turn["id"]
        await socket.send("stop", re=1, turn=turn)
        await socket.send("stop", re=2, turn=turn)
        confirmed = [await socket.next("stopping", "error"), await socket.next("stopping", "error")]
        await socket.send("resync", turn=turn)
        await page.watch(socket, turn)
        await socket.send("stop", re=3, turn=turn)
        confirmed.append(await socket.next("stopping", "error"))

    assert confirmed == [{"type": "stopping", "re": number, "turn": turn} for number in (1, 2, 3)]
    assert (await Turn.objects.aget(id=turn)).status == "stopped"
    assert await UsageRecord.objects.filter(turn_id=turn).acount() == 1


async def test_a_stranger_stops_nothing(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    async with alice_online.socket() as socket, charlie_online.socket() as stranger:
        page = await half_an_answer(scripted, socket)
        await stranger.send("stop", re=1, turn=page.turn["id"])
        theirs = await stranger.next("error", "stopping")
        await stranger.send("stop", re=1, turn=str(uuid4()))
        nobodys = await stranger.next("error", "stopping")
        scripted.gate("gated").release()
        await page.watch(socket, page.turn["id"])

    assert theirs == nobodys
    assert theirs["code"] == "not_found"
    assert page.turn["status"] == "done"


@pytest.mark.parametrize("way", ["pages", "deletion"])
async def test_what_stops_a_chat_stops_its_answers(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, way: str
) -> None:
    async with alice_online.socket() as socket:
        page = await half_an_answer(scripted, socket)
        chat = await Conversation.objects.aget(id=page.turn["conversation"])
        if way == "pages":
            await database_sync_to_async(stop_turns)(chat.pk)
        else:
            await database_sync_to_async(delete)(chat)
        await scripted.wait_disconnect()
        await page.watch(socket, page.turn["id"])

    assert (page.turn["status"], page.text) == ("stopped", numbered(20))


async def test_a_stop_that_nobody_announced_is_found_by_the_heartbeat(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await half_an_answer(scripted, socket)
        await Turn.objects.filter(id=page.turn["id"]).aupdate(stop_requested=True)
        await page.watch(socket, page.turn["id"])

    assert (page.turn["status"], page.text) == ("stopped", numbered(20))


async def test_a_stop_before_the_first_byte_leaves_an_empty_answer(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "silence")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        await scripted.requests.wait()
        await socket.send("stop", turn=sent["turn"])
        page = await Page().watch(socket, sent["turn"])
        await scripted.wait_disconnect()

    assert (page.turn["status"], page.text) == ("stopped", "")
    assert [message["role"] for message in page.messages] == ["user", "assistant"]
    chat = await Conversation.objects.aget(id=sent["conversation"])
    assert chat.active_leaf_id == UUID(page.messages[-1]["id"])


async def test_a_stop_in_the_middle_of_a_tool_call_does_not_spoil_the_chat(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool-half", tools=True)
    async with alice_online.socket() as socket:
        sent = await socket.ask("Look it up", model=model)
        await scripted.gate("tool-half").reached()
        page = await Page().until(socket, "Let me look.")
        while "tool_calls" not in page.messages[-1]["body"]:
            page.take(await socket.next("events"))
        await socket.send("stop", turn=sent["turn"])
        await page.watch(socket, sent["turn"])
        chat, leaf = sent["conversation"], page.messages[-1]["id"]
        await socket.answer("Never mind", model=model, conversation=chat, parent=leaf)

    assert not await ToolCall.objects.aexists()
    asked = scripted.requests[-1].body["messages"]
    assert [message["role"] for message in asked] == ["system", "user", "assistant", "user"]
    assert asked[2] == {"role": "assistant", "content": "Let me look."}
