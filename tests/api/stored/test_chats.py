"""Answers in chats whose conversation asks to store: listed beside those of scripts, with the talk as it was."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from chatapp.completions.models import StoredCompletion
from chatapp.conversations import deletion
from chatapp.conversations.models import Conversation, Message, Turn
from chatapp.conversations.purge import UNDO, purge
from chatapp.upstream.scripted.provider import ScriptedProvider
from tests.api.script import COMPLETIONS, Script
from tests.engine import Person, Socket, scripted_model
from tests.page import Page
from tests.wire.documents import ANSWERS, complaints

pytestmark = pytest.mark.anyio


async def test_a_chat_is_listed_from_when_its_conversation_asks_for_it(
    alices: Script, charlies: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        stored = await _go_on(socket, scripted, chat, "Second")
    script = await alices.ask("echo")
    (listed, other) = (await alices.list())["data"]
    assert other["id"] == script["id"]
    assert complaints(listed, *ANSWERS) == []
    assert listed == await alices.get(f"{COMPLETIONS}/{listed['id']}")
    assert listed["choices"][0]["message"]["content"] == stored.text == "Second"
    assert (listed["model"], listed["provider"], listed["metadata"]) == ("echo", "scripted", {})
    assert listed["usage"]["total_tokens"] > 0
    assert await charlies.ids() == []


async def test_its_messages_are_the_path_to_it(
    alices: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        await _go_on(socket, scripted, chat, "Second")
    (id,) = await alices.ids()
    page = await alices.get(f"{COMPLETIONS}/{id}/messages")
    assert [(message["role"], _words(message)) for message in page["data"]] == [
        ("user", "First"), ("assistant", "First"), ("user", "Second"), ("assistant", "Second"),
    ]  # fmt: skip
    ids = [message["id"] for message in page["data"]]
    after = await alices.get(f"{COMPLETIONS}/{id}/messages", {"after": ids[1], "limit": 1})
    assert ([message["id"] for message in after["data"]], after["has_more"]) == (ids[2:3], True)


async def test_messages_that_did_not_fit_into_the_models_window_are_not_among_them(
    alices: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        await _go_on(socket, scripted, chat, "Second")
    last = await Turn.objects.order_by("id").alast()
    await Turn.objects.filter(pk=last and last.pk).aupdate(left_out=2)
    (id,) = await alices.ids()
    page = await alices.get(f"{COMPLETIONS}/{id}/messages")
    assert [_words(message) for message in page["data"]] == ["Second", "Second"]


@pytest.mark.parametrize("model", ["nul", "line-separators", "audio", "tool-whole"])
async def test_whatever_a_chat_answered_is_shown_as_the_api_shows_it(
    alices: Script, scripted: ScriptedProvider, alice_online: Person, model: str
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        page = await _go_on(socket, scripted, chat, "Second", model)
    (item,) = (await alices.list(order="desc", limit=1))["data"]
    assert complaints(item, *ANSWERS) == []
    shown = item["choices"][0]["message"]
    assert {name: shown[name] for name in ("content", "audio") if shown.get(name)} == {
        name: page.messages[-1]["body"][name] for name in ("content", "audio") if shown.get(name)
    }


async def test_an_answer_that_is_still_written_is_not_listed(
    alices: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        model = await scripted_model(scripted, "gated")
        sent = await socket.ask("Second", conversation=chat["conversation"], parent=chat["leaf"], model=model)
        await scripted.gate("gated").reached()
        assert await alices.ids() == []
        scripted.gate("gated").release()
        await Page().watch(socket, sent["turn"])
    assert len(await alices.ids()) == 1


async def test_a_deleted_chats_are_gone_until_it_is_restored(
    alices: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        await _go_on(socket, scripted, chat, "Second")
    (id,) = await alices.ids()
    later = (await alices.ask("echo"))["id"]
    conversation = await Conversation.objects.aget()
    await database_sync_to_async(deletion.delete)(conversation)
    assert await alices.ids() == await alices.ids(model="echo") == [later]
    assert await alices.ids(after=id) == [later]
    for method, below, body in (
        ("GET", "", None), ("GET", "/messages", None), ("POST", "", {"metadata": {}}), ("DELETE", "", None)
    ):  # fmt: skip
        status, _ = await alices.refused(method, f"{COMPLETIONS}/{id}{below}", body)
        assert status == 404
    await database_sync_to_async(deletion.restore)(conversation)
    assert await alices.ids() == [id, later]


async def test_a_purged_chat_leaves_no_stored_completion(
    alices: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        await _go_on(socket, scripted, chat, "Second")
    script = await alices.ask("echo")
    await Conversation.objects.aupdate(deleted_at=timezone.now() - UNDO * 100_000)
    assert await database_sync_to_async(purge)() == 1
    (left,) = [row async for row in StoredCompletion.objects.select_related("completion")]
    assert left.completion.public_id == script["id"]
    assert await alices.ids() == [script["id"]]


async def test_what_is_deleted_here_stays_in_the_chat(
    alices: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        await _go_on(socket, scripted, chat, "Second")
    (id,) = await alices.ids()
    await alices.delete(id)
    assert await alices.ids() == []
    assert await Message.objects.acount() == 4


async def test_metadata_of_a_chats_finds_it(
    alices: Script, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        chat = await _chat(socket, scripted, "First")
        await _go_on(socket, scripted, chat, "Second")
    (id,) = await alices.ids()
    changed = await alices.post(f"{COMPLETIONS}/{id}", {"metadata": {"good": "yes"}})
    assert changed["metadata"] == {"good": "yes"}
    assert await alices.ids(**{"metadata[good]": "yes", "model": "scripted/echo"}) == [id]


async def _chat(socket: Socket, scripted: ScriptedProvider, text: str) -> dict[str, Any]:
    """A conversation with one answer, that asks to store what comes next."""
    page = await socket.answer(text, model=await scripted_model(scripted, "echo"))
    message = page.messages[-1]
    await Conversation.objects.aupdate(store=True)
    return {"conversation": page.turn["conversation"], "leaf": message["id"]}


async def _go_on(
    socket: Socket, scripted: ScriptedProvider, chat: dict[str, Any], text: str, model: str = "echo"
) -> Page:
    return await socket.answer(
        text,
        conversation=chat["conversation"],
        parent=chat["leaf"],
        model=await scripted_model(scripted, model),
    )


def _words(message: dict[str, Any]) -> str:
    parts = message["content_parts"] or [{"text": message["content"]}]
    return "".join(part["text"] for part in parts)
