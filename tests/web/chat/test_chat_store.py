"""A chat whose completions are stored: the switch of its page, and what the owner's scripts find."""

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.api.script import COMPLETIONS, Script, script_of
from tests.engine import Person, Socket, scripted_model
from tests.page import Page
from tests.web.rows import conversation

OFF = 'role="switch" aria-describedby="store-sentence" >'
ON = OFF.replace(" >", " checked>")


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_switch_shows_what_the_chat_does(alice: User) -> None:
    chat, client = conversation(alice), browser(alice)
    assert OFF in " ".join(client.get("/").text.split())
    for wanted, shown in (("true", ON), ("true", ON), ("false", OFF)):
        assert client.post(f"/c/{chat.pk}/store/", {"store": wanted}).status_code == 204
        assert shown in " ".join(client.get(f"/c/{chat.pk}/").text.split())
    after = Conversation.objects.get(pk=chat.pk)
    assert (after.updated_at, after.title) == (chat.updated_at, chat.title)


@pytest.mark.parametrize("nonsense", ["", "yes", "True", "\0"])
def test_what_is_neither_on_nor_off_is_refused(alice: User, nonsense: str) -> None:
    chat = conversation(alice)
    assert browser(alice).post(f"/c/{chat.pk}/store/", {"store": nonsense}).status_code == 400
    assert not Conversation.objects.get(pk=chat.pk).store


def test_only_the_owner_of_a_chat_that_is_there_may_switch(alice: User, charlie: User) -> None:
    chat = conversation(alice)
    assert browser(charlie).post(f"/c/{chat.pk}/store/", {"store": "true"}).status_code == 404
    assert browser(alice).get(f"/c/{chat.pk}/store/").status_code == 405
    browser(alice).post(f"/c/{chat.pk}/deletion/")
    assert browser(alice).post(f"/c/{chat.pk}/store/", {"store": "true"}).status_code == 404
    assert not Conversation.objects.get(pk=chat.pk).store


@pytest.mark.anyio
async def test_scripts_find_the_answers_that_were_given_while_it_was_on(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket, script_of(alice_online.user) as script:
        chat = await socket.answer("Not this", model=model)
        assert await switch(alice_online, socket, chat, "true")
        for question in ("This", "And this"):
            chat = await follow_up(socket, chat, question)
        assert not await switch(alice_online, socket, chat, "false")
        await follow_up(socket, chat, "Not this either")

        first, second = await script.ids()
        assert await spoken(script, first) == ["Not this", "Not this", "This", "This"]
        assert await spoken(script, second) == [
            "Not this",
            "Not this",
            "This",
            "This",
            "And this",
            "And this",
        ]
        answer = (await script.get(f"{COMPLETIONS}/{second}"))["choices"][0]["message"]
        assert answer["content"] == "And this"
    async with script_of(charlie_online.user) as stranger:
        assert await stranger.ids() == []


@pytest.mark.anyio
async def test_a_new_chat_is_stored_from_its_first_answer_on(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket, script_of(alice_online.user) as script:
        chat = await socket.answer("Keep this", model=model, store=True)
        await follow_up(socket, chat, "And that", store=False)
        await socket.answer("Not this", model=model, store=None)
        await socket.answer("Nor this", model=model)

        texts = [item["choices"][0]["message"]["content"] for item in (await script.list())["data"]]
    assert texts == ["Keep this", "And that"]


async def follow_up(socket: Socket, chat: Page, question: str, **fields: bool) -> Page:
    where = {"conversation": chat.turn["conversation"], "parent": chat.messages[-1]["id"]}
    return await socket.answer(question, **where, **fields)


async def switch(person: Person, socket: Socket, chat: Page, wanted: str) -> bool:
    """Returns what the socket then says of the chat."""
    address = f"/c/{chat.turn['conversation']}/store/"
    await socket.arrived()
    response = await database_sync_to_async(person.browser.post)(address, {"store": wanted})
    assert response.status_code == 204
    while (frame := await socket.next("conversation"))["store"] != (wanted == "true"):
        continue
    return bool(frame["store"])


async def spoken(script: Script, completion: str) -> list[str]:
    """What the people and the model said, without the instructions of the assistant."""
    listed = await script.get(f"{COMPLETIONS}/{completion}/messages")
    return [
        message["content"] or message["content_parts"][0]["text"]
        for message in listed["data"]
        if message["role"] in ("user", "assistant")
    ]
