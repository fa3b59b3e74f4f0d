"""Tools that a person types for a chat: the model's calls stop the answer, and the person says what came of them."""

import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async

from chatapp.conversations.models import Message, ToolCall, Turn
from chatapp.turns.calls.hand_tools import NOT_ANSWERED
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {"type": "object", "properties": {"query": {"type": "string"}}},
    },
}
SET = {"tools": [WEATHER]}


async def waiting(scripted: ScriptedProvider, socket: Socket, script: str = "tool-parallel") -> Page:
    """An answer that ended with calls of a tool that was typed by hand."""
    model = await scripted_model(scripted, script, tools=True)
    return await socket.answer("Oslo", model=model, parameters=SET)


async def give(
    socket: Socket, page: Page, client_id: str = "given", *, instead: bool = False, **contents: str
) -> dict[str, Any]:
    results = [{"tool_call_id": call, "content": content} for call, content in contents.items()]
    message = page.messages[-1]["id"]
    await socket.send("results", client_id=client_id, message=message, results=results, instead=instead)
    return await socket.next("sent", "error")


def called(page: Page) -> list[str]:
    return [call["id"] for message in page.messages for call in message["body"].get("tool_calls") or ()]


def asked(scripted: ScriptedProvider) -> list[dict[str, Any]]:
    """The last request's messages without the instructions."""
    return [each for each in scripted.requests[-1].body["messages"] if each["role"] != "system"]


async def test_the_calls_stop_the_answer_and_what_the_person_says_goes_on_with_it(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket, alice_online.socket() as other:
        page = await waiting(scripted, socket)
        assert (page.turn["status"], page.turn["finish_reason"]) == ("done", "tool_calls")
        assert [message["role"] for message in page.messages] == ["user", "assistant"]
        assert scripted.requests[0].body["tools"][0] == WEATHER
        rows = [row async for row in ToolCall.objects.order_by("id")]
        assert [(row.name, row.status, row.result) for row in rows] == [
            ("get_weather", "requested", None)
        ] * 2

        await other.send("subscribe", conversation=page.turn["conversation"])
        await other.next("subscribed")
        first, second = called(page)
        sent = await give(socket, page, **{first: "Rain", second: "Sun"})
        assert sent["type"] == "sent", sent
        after = await Page().watch(socket, sent["turn"])
        seen = await Page().watch(other, sent["turn"])

    assert [message["body"] for message in after.messages[:2]] == [
        {"role": "tool", "tool_call_id": first, "content": "Rain"},
        {"role": "tool", "tool_call_id": second, "content": "Sun"},
    ]
    assert (after.text, seen.messages) == ("The tool said: Sun", after.messages)
    assert sent["message"] == after.turn["parent"] == after.messages[1]["id"]
    assert [message["role"] for message in asked(scripted)] == ["user", "assistant", "tool", "tool"]
    kept = [row async for row in ToolCall.objects.order_by("id")]
    assert [(row.status, row.result) for row in kept] == [("done", "Rain"), ("done", "Sun")]
    ids = [message["id"] for message in [*page.messages, *after.messages]]
    path = [row async for row in Message.objects.order_by("id")]
    assert [str(row.pk) for row in path] == ids
    assert [str(row.parent_id) for row in path[1:]] == ids[:-1]


async def test_our_own_tools_are_called_and_only_the_others_wait(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await waiting(scripted, socket, "tool-mixed")
        assert [message["role"] for message in page.messages] == ["user", "assistant", "tool"]
        statuses = ToolCall.objects.order_by("call_id").values_list("call_id", "status")
        assert [each async for each in statuses] == [("call_search", "done"), ("call_weather", "requested")]
        sent = await give(socket, page, call_weather="Rain")
        after = await Page().watch(socket, sent["turn"])
    assert after.text == "The tool said: Rain"
    results = [message["tool_call_id"] for message in asked(scripted) if message["role"] == "tool"]
    assert results == ["call_search", "call_weather"]


async def test_what_is_left_out_and_what_the_next_question_passes_over_is_told_as_not_answered(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    plain = await scripted_model(scripted, "echo", tools=True)
    async with alice_online.socket() as socket:
        page = await waiting(scripted, socket)
        first, second = called(page)
        chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
        await socket.answer("And now?", model=plain, conversation=chat, parent=leaf)
        assert [message["role"] for message in asked(scripted)] == [
            "user", "assistant", "tool", "tool", "user",
        ]  # fmt: skip
        assert {each["content"] for each in asked(scripted) if each["role"] == "tool"} == {NOT_ANSWERED}
        assert (await give(socket, page, **{first: "Rain"}))["code"] == "conflict"

        page = await waiting(scripted, socket)
        first, second = called(page)
        sent = await give(socket, page, "again", **{second: "Sun"})
        await Page().watch(socket, sent["turn"])
    told = [(each["tool_call_id"], each["content"]) for each in asked(scripted) if each["role"] == "tool"]
    assert told == [(first, NOT_ANSWERED), (second, "Sun")]


async def test_of_two_who_answer_at_once_one_wins(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as one, alice_online.socket() as two:
        page = await waiting(scripted, one, "tool-whole")
        (call,) = called(page)
        replies = await asyncio.gather(
            give(one, page, "one", **{call: "Rain"}), give(two, page, "two", **{call: "Sun"})
        )
        sent, refused = sorted(replies, key=lambda reply: reply["type"], reverse=True)
        assert (sent["type"], refused["type"], refused["code"]) == ("sent", "error", "conflict")
        winner, content = (one, "Rain") if replies[0] is sent else (two, "Sun")
        await Page().watch(winner, sent["turn"])
        repeated = await give(winner, page, sent["client_id"], **{call: content})
    assert (repeated["turn"], repeated["duplicate"]) == (sent["turn"], True)
    given = [row.body["content"] async for row in Message.objects.filter(role="tool")]
    assert given == [content]


async def test_results_are_corrected_beside_those_before_and_by_nobody_else(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    async with alice_online.socket() as socket, charlie_online.socket() as stranger:
        page = await waiting(scripted, socket)
        first, second = called(page)
        sent = await give(socket, page, **{first: "Rain", second: "Sun"})
        before = await Page().watch(socket, sent["turn"])
        assert (await give(socket, page, "plain", **{first: "Snow"}))["code"] == "conflict"
        refused = await give(stranger, page, "foreign", instead=True, **{first: "Snow"})
        assert refused["code"] == "not_found"
        sent = await give(socket, page, "corrected", instead=True, **{first: "Rain", second: "Snow"})
        after = await Page().watch(socket, sent["turn"])
        told = [each["content"] for each in asked(scripted) if each["role"] == "tool"]

    assert (before.text, after.text, told) == (
        "The tool said: Sun",
        "The tool said: Snow",
        ["Rain", "Snow"],
    )
    leaf = page.messages[-1]["id"]
    beside = [row async for row in Message.objects.filter(parent=leaf).order_by("id")]
    assert [row.body["content"] for row in beside] == ["Rain", "Rain"]
    shown = await database_sync_to_async(alice_online.browser.get)(f"/c/{page.turn['conversation']}/")
    entries = " ".join([before.messages[0]["id"], after.messages[0]["id"]])
    assert f'data-entries="{entries}"' in shown.content.decode()
    address = f"/c/{page.turn['conversation']}/comparison/?left={beside[0].pk}&right={beside[1].pk}"
    compared = await database_sync_to_async(alice_online.browser.get)(address)
    assert "<ins>Snow</ins>" in compared.content.decode()


async def test_an_answer_to_results_is_made_anew_beside_the_first(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await waiting(scripted, socket, "tool-whole")
        (call,) = called(page)
        sent = await give(socket, page, **{call: "Rain"})
        first = await Page().watch(socket, sent["turn"])
        await socket.send("retry", client_id="anew", message=first.turn["parent"])
        second = await Page().watch(socket, (await socket.next("sent"))["turn"])
    assert (first.turn["parent"], first.text) == (second.turn["parent"], second.text)
    assert [message["role"] for message in second.messages] == ["assistant"]


async def test_results_are_taken_for_waiting_calls_of_ones_own_alone(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    async with alice_online.socket() as socket, charlie_online.socket() as stranger:
        page = await waiting(scripted, socket, "tool-whole")
        (call,) = called(page)
        assert (await give(stranger, page, **{call: "Rain"}))["code"] == "not_found"
        assert (await give(socket, page, nobody="Rain"))["message"] == (
            "No call with the id “nobody” waits for a result here."
        )
        await Turn.objects.filter(pk=page.turn["id"]).aupdate(status="interrupted")
        assert (await give(socket, page, **{call: "Rain"}))["code"] == "conflict"
    assert not await Message.objects.filter(role="tool").aexists()
