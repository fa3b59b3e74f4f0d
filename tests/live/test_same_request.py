"""A request that is sent again is one turn; and how many a person may have at once."""

import asyncio

import pytest

from chatapp.conversations.models import Conversation, Message, Turn
from chatapp.providers.models import Model
from chatapp.turns.store.opening import MOST_OPEN_TURNS
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def test_a_client_id_sent_again_returns_the_first_turn(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket:
        first = await socket.ask("Hello", model=model, client_id="c-1")
        again = await socket.ask("Hello", model=model, client_id="c-1")
        await scripted.gate("gated").reached()
        scripted.gate("gated").release()
        page = await Page().watch(socket, first["turn"])
        late = await socket.ask("Hello", model=model, client_id="c-1")
        snapshot = await socket.next("snapshot")

    assert (first["duplicate"], again["duplicate"], late["duplicate"]) == (False, True, True)
    assert {first["turn"]} == {again["turn"], late["turn"]}
    assert {first["message"]} == {again["message"], late["message"]}
    assert snapshot["messages"] == page.messages
    assert await Turn.objects.acount() == await Conversation.objects.acount() == 1
    assert await Message.objects.acount() == 2


async def test_a_client_id_sent_twice_at_the_same_time_is_one_turn(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as first, alice_online.socket() as second:
        sent = await asyncio.gather(
            *(socket.ask("Hello", model=model, client_id="c-1") for socket in (first, second))
        )
        pages = [await Page().watch(socket, sent[0]["turn"]) for socket in (first, second)]

    assert sorted(each["duplicate"] for each in sent) == [False, True]
    assert sent[0]["turn"] == sent[1]["turn"]
    assert [page.text for page in pages] == [numbered(5)] * 2
    assert await Turn.objects.acount() == await Conversation.objects.acount() == 1


async def test_a_client_id_is_each_persons_own(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as hers, charlie_online.socket() as his:
        pages = [
            await hers.answer("Alice's", model=model, client_id="c-1"),
            await his.answer("Charlie's", model=model, client_id="c-1"),
        ]

    assert [page.text for page in pages] == ["Alice's", "Charlie's"]


async def test_a_client_id_returns_its_turn_also_when_its_model_is_gone(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        page = await socket.answer("Hello", model=model, client_id="c-1")
        await Model.objects.filter(id=model).adelete()
        again = await socket.ask("Hello", model=model, client_id="c-1")
        new = await socket.ask("Hello", model=model)

    assert (again["turn"], again["duplicate"]) == (page.turn["id"], True)
    assert new["code"] == "no_model"


async def test_a_client_id_of_a_deleted_chat_is_not_there(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        await socket.answer("Hello", model=model, client_id="c-1")
        await Conversation.objects.aupdate(deleted_at="2026-01-01T00:00:00Z")
        again = await socket.ask("Hello", model=model, client_id="c-1")

    assert again["code"] == "not_found"


async def test_a_person_has_a_limited_number_of_answers_at_once(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket, charlie_online.socket() as other:
        turns = [(await socket.ask("Hello", model=model))["turn"] for _ in range(MOST_OPEN_TURNS)]
        refused = await socket.ask("One more", model=model, client_id="c-9")
        charlies = await other.ask("Mine", model=model)
        await socket.send("stop", turn=turns[0])
        await socket.send("resync", turn=turns[0])
        await Page().watch(socket, turns[0])
        accepted = await socket.ask("One more", model=model, client_id="c-9")

    assert (refused["code"], refused["client_id"]) == ("busy", "c-9")
    assert charlies["type"] == accepted["type"] == "sent"
    assert await Message.objects.filter(role="user").acount() == MOST_OPEN_TURNS + 2
