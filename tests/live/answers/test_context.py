"""A chat that is longer than its model's window: what is sent of it, and what the page is told before."""

from decimal import Decimal
from typing import Any

import pytest

from chatapp.conversations.models import Conversation, Message, Turn
from chatapp.providers.models import Model, Price
from chatapp.turns.engine.context import Window
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.estimate import tokens
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

WINDOW = 4_000
# With its echo some 900 tokens.
LONG = "word " * 400
QUESTIONS = 7


async def test_the_oldest_exchanges_are_left_out_of_the_request_and_nothing_is_deleted(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await model_with_window(scripted, WINDOW)
    async with alice_online.socket() as socket:
        page = await talk(socket, model, QUESTIONS)
        asked = chats(scripted)
        assert [len(each) for each in asked[:3]] == [2, 4, 6]
        for number, sent in enumerate(asked):
            assert sent[0]["role"] == "system"
            assert [each["role"] for each in sent[1:]] == ["user", "assistant"] * ((len(sent) - 2) // 2) + [
                "user"
            ]
            assert sent[-1]["content"].startswith(f"{number} ")
        told = await measured(socket, page, model)

    assert await Message.objects.acount() == 2 * QUESTIONS
    turns = [turn async for turn in Turn.objects.order_by("id")]
    assert turns[0].left_out == 0
    assert len(asked[-1]) + turns[-1].left_out == 2 * QUESTIONS
    assert told["left_out"] >= turns[-1].left_out > 0
    assert told["tokens"] <= WINDOW - told["reserved"]
    path = [message.pk async for message in Message.objects.order_by("created_at", "id")]
    assert told["first"] == str(path[told["left_out"]])


async def test_a_cut_stays_for_the_next_question(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await model_with_window(scripted, 10 * WINDOW)
    async with alice_online.socket() as socket:
        page = await talk(socket, model, QUESTIONS)
        await Model.objects.filter(pk=model).aupdate(context_window=WINDOW)
        for _ in range(2):
            page = await follow_up(socket, page, "Short?", model)
    cuts = [turn.left_out async for turn in Turn.objects.order_by("id")]
    assert cuts[:QUESTIONS] == [0] * QUESTIONS
    assert cuts[-2] == cuts[-1] > 0


async def test_a_question_larger_than_the_window_is_refused_in_words_and_stays_in_the_chat(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await model_with_window(scripted, 1_000)
    async with alice_online.socket() as socket:
        page = await socket.answer("word " * 2_000, model=model)
        assert page.turn["status"] == "failed"
        error = page.turn["error"]
        assert (error["code"], error["retryable"]) == ("context_length_exceeded", False)
        assert "too long for echo" in error["message"]
        assert "takes 1,000" in error["message"]
        told = await measured(socket, page, model, tokens=2_000)
    assert told["too_long"]
    assert chats(scripted) == []
    assert await Message.objects.filter(role="user").acount() == 1


async def test_a_model_of_unknown_window_is_sent_everything_and_has_no_measure(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        page = await talk(socket, model, 3)
        assert (await measured(socket, page, model))["window"] is None
    assert [len(each) for each in chats(scripted)] == [2, 4, 6]


async def test_a_measure_counts_instructions_what_is_typed_and_costs(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await model_with_window(scripted, WINDOW)
    await Price.objects.acreate(model_id=model, input=2, output=8, per_call=Decimal("0.01"))
    async with alice_online.socket() as socket:
        empty = await measured(socket, None, model)
        typed = await measured(socket, None, model, tokens=500)
    assert empty["window"] == WINDOW
    assert empty["reserved"] == Window.of(await Model.objects.aget(pk=model), {}).reserved  # type: ignore[union-attr]
    assert typed["tokens"] == empty["tokens"] + 500
    assert float(typed["cost"]) == pytest.approx(0.01 + typed["tokens"] * 2e-6)
    assert typed["per_call"] == "0.01"
    assert (typed["left_out"], typed["first"], typed["too_long"]) == (0, None, False)
    assert not await Conversation.objects.aexists()


async def test_what_a_question_is_said_to_cost_is_about_what_its_person_pays(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    # Where the provider counts nothing, both are reckoned: then they are the same.
    model = await model_with_window(scripted, 10 * WINDOW, "usage-missing")
    await Price.objects.acreate(model_id=model, input=20, output=0, per_call=Decimal("0.001"))
    async with alice_online.socket() as socket:
        page = await socket.answer(f"0 {LONG}", model=model)
        for number in range(1, 4):
            told = await measured(socket, page, model, tokens=tokens(f"{number} {LONG}"))
            page = await follow_up(socket, page, f"{number} {LONG}", model)
            paid = await UsageRecord.objects.filter(kind="chat").alatest("id")
            # Each message is rounded up by itself.
            rounded = 2 * (number + 1)
            assert told["tokens"] == pytest.approx(paid.prompt_tokens, abs=rounded)
            assert paid.cost
            assert float(told["cost"]) == pytest.approx(float(paid.cost), abs=rounded * 20e-6)


async def test_a_stranger_measures_nothing(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await model_with_window(scripted, WINDOW)
    async with alice_online.socket() as socket:
        page = await socket.answer("Mine", model=model)
    async with charlie_online.socket() as socket:
        refused = await measured(socket, page, model)
    assert (refused["type"], refused["code"], refused["re"]) == ("error", "not_found", "m1")


async def model_with_window(scripted: ScriptedProvider, window: int, script: str = "echo") -> int:
    model = await scripted_model(scripted, script)
    await Model.objects.filter(pk=model).aupdate(context_window=window)
    return model


async def talk(socket: Socket, model: int, questions: int, **fields: Any) -> Page:
    page = await socket.answer(f"0 {LONG}", model=model, **fields)
    for number in range(1, questions):
        page = await follow_up(socket, page, f"{number} {LONG}", model)
    return page


async def follow_up(socket: Socket, page: Page, question: str, model: int) -> Page:
    where = {"conversation": page.turn["conversation"], "parent": page.messages[-1]["id"]}
    return await socket.answer(question, model=model, **where)


async def measured(socket: Socket, page: Page | None, model: int, tokens: int = 0) -> dict[str, Any]:
    where = {
        "conversation": page and page.turn["conversation"],
        "parent": page and page.messages[-1]["id"],
    }
    await socket.send("measure", re="m1", model=model, assistant=None, tokens=tokens, files=[], **where)
    return await socket.next("context", "error")


def chats(scripted: ScriptedProvider) -> list[list[dict[str, Any]]]:
    """The messages of each request that was not for a title."""
    asked = [each.body["messages"] for each in scripted.requests]
    return [messages for messages in asked if "title" not in str(messages[0]["content"]).lower()]
