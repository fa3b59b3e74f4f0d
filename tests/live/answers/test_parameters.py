"""The parameters of a chat: set with its first question or on its page, sent with each of its requests."""

import json
from typing import Any

import pytest
from channels.db import database_sync_to_async

from chatapp.completions.models import Completion
from chatapp.conversations.models import Conversation, Turn
from chatapp.providers.models import Model
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

SCHEMA = {"type": "object", "properties": {"zebra": {"type": "string"}, "ant": {"type": "string"}}}
FORMAT = {"type": "json_schema", "json_schema": {"name": "animals", "schema": SCHEMA, "strict": True}}
SET = {"temperature": 0.3, "stop": ["END"], "response_format": FORMAT, "metadata": {"project": "zoo"}}
SENT = {name: value for name, value in SET.items() if name != "metadata"}


async def test_they_are_sent_with_each_question_in_their_order_and_kept(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        page = await socket.answer("One", model=model, parameters=SET)
        await follow_up(socket, page, "Two")

    for asked in chats(scripted):
        assert {name: asked[name] for name in SENT} == SENT
        assert json.dumps(asked["response_format"]) == json.dumps(FORMAT)
        assert "metadata" not in asked
    chat = await Conversation.objects.aget()
    assert (chat.parameters, chat.metadata) == (SENT, {"project": "zoo"})
    async for turn in Turn.objects.all():
        assert turn.parameters == SENT
    async for completion in Completion.objects.filter(kind="chat"):
        assert completion.metadata == {"project": "zoo"}
        assert completion.parameters["temperature"] == 0.3


async def test_what_is_changed_on_the_page_holds_from_the_next_answer_on_and_other_pages_are_told(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        page = await socket.answer("One", model=model, parameters={"temperature": 0.3})
        assert await change(alice_online, page, {"seed": 7}) == 204
        while (await socket.next("conversation"))["parameters"] != {"seed": 7}:
            continue
        await socket.send("retry", client_id="again", message=page.messages[0]["id"])
        sent = await socket.next("sent")
        await Page().watch(socket, sent["turn"])

    first, second = chats(scripted)
    assert (first["temperature"], "seed" in first) == (0.3, False)
    assert ("temperature" in second, second["seed"]) == (False, 7)
    kept = [turn.parameters async for turn in Turn.objects.order_by("id")]
    assert kept == [{"temperature": 0.3}, {"seed": 7}]


async def test_a_question_that_names_them_puts_them_in_the_place_of_the_chats(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        page = await socket.answer("One", model=model, parameters=SET)
        page = await follow_up(socket, page, "Two", parameters={"seed": 1})
        await follow_up(socket, page, "Three", parameters={})

    assert [("temperature" in asked, asked.get("seed")) for asked in chats(scripted)] == [
        (True, None),
        (False, 1),
        (False, None),
    ]
    chat = await Conversation.objects.aget()
    assert (chat.parameters, chat.metadata) == (None, {})


async def test_what_the_chosen_model_does_not_take_is_kept_and_not_sent(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    await Model.objects.filter(pk=model).aupdate(reasoning=False, tools=False)
    asked = {"reasoning_effort": "low", "tool_choice": "auto", "seed": 3}
    async with alice_online.socket() as socket:
        await socket.answer("One", model=model, parameters=asked)

    [sent] = chats(scripted)
    assert (sent.get("seed"), "reasoning_effort" in sent, "tool_choice" in sent) == (3, False, False)
    assert (await Conversation.objects.aget()).parameters == asked
    assert (await Turn.objects.aget()).parameters == {"seed": 3}


async def test_a_call_that_is_asked_for_is_asked_for_once(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool", tools=True)
    async with alice_online.socket() as socket:
        await socket.answer("Find it", model=model, parameters={"tool_choice": "required"})

    asked = [each.get("tool_choice") for each in chats(scripted)]
    assert asked[0] == "required"
    assert set(asked[1:]) == {None}


async def test_one_that_is_wrong_is_refused_in_words(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        parts = [{"type": "text", "text": "One"}]
        await socket.send("send", client_id="c-1", parts=parts, model=model, parameters={"temperature": 9})
        error = await socket.next("error")
    assert (error["code"], error["client_id"]) == ("malformed", "c-1")
    assert error["message"] == "'temperature' must be a number between 0 and 2, not 9."
    assert not await Conversation.objects.aexists()


def chats(scripted: ScriptedProvider) -> list[dict[str, Any]]:
    return [each.body for each in scripted.requests if "title" not in str(each.body["messages"]).lower()]


async def follow_up(socket: Socket, page: Page, question: str, **fields: Any) -> Page:
    where = {"conversation": page.turn["conversation"], "parent": page.messages[-1]["id"]}
    return await socket.answer(question, **where, **fields)


async def change(person: Person, page: Page, parameters: dict[str, Any]) -> int:
    address = f"/c/{page.turn['conversation']}/parameters/"
    body = {"parameters": json.dumps(parameters)}
    return (await database_sync_to_async(person.browser.post)(address, body)).status_code
