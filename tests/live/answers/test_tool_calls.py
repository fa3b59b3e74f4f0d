"""Tools that a model calls: in every shape that servers send, kept, and told in the API's own shape."""

import json
from typing import Any

import pytest

from chatapp.completions.models import Completion
from chatapp.conversations.models import Message, ToolCall
from chatapp.turns.engine.loop import MOST_CALLS, MOST_ROUNDS
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

SHAPES = [
    "tool-whole", "tool-fragments", "tool-id-again", "tool-new-ids", "tool-name-split", "tool-index-repeated",
    "tool-index-missing", "tool-empty-object", "tool-nulls", "tool-message",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_call_in_any_shape_is_run_and_kept(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, shape: str
) -> None:
    model = await scripted_model(scripted, shape, tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("provider", model=model)

    assert page.turn["status"] == "done", page.turn
    assert [message["role"] for message in page.messages] == ["user", "assistant", "tool", "assistant"]
    call = await ToolCall.objects.aget(turn=page.turn["id"])
    assert (call.name, call.type, call.status) == ("search_knowledge", "function", "done")
    assert json.loads(call.arguments) == {"query": "provider"}
    assert str(call.message_id) == page.messages[1]["id"]
    assert page.text == f"The tool said: {call.result}"
    asked = scripted.requests[1].body["messages"]
    assert_in_the_shape_of_the_api(asked)
    assert asked[-1] == {"role": "tool", "tool_call_id": call.call_id, "content": call.result}
    rows = [row async for row in Message.objects.filter(turn=page.turn["id"]).order_by("id")]
    assert [row.body for row in rows] == [message["body"] for message in page.messages[1:]]
    assert await UsageRecord.objects.filter(turn_id=page.turn["id"], kind="chat").acount() == 2


def assert_in_the_shape_of_the_api(messages: list[dict[str, Any]]) -> None:
    """Every call has an id, a function and arguments that are text; every result names a call before it."""
    called = set()
    for message in messages:
        for call in message.get("tool_calls", ()):
            assert set(call) == {"id", "type", "function"}
            assert call["id"]
            assert call["type"] == "function"
            assert isinstance(call["function"]["arguments"], str)
            assert call["function"]["name"]
            called.add(call["id"])
        if message["role"] == "tool":
            assert message["tool_call_id"] in called


async def test_parallel_calls_are_all_run_and_belong_to_the_message_that_asked(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool-parallel", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("provider", model=model)
        chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
        await socket.answer("And now?", model=model, conversation=chat, parent=leaf)

    calls = [call async for call in ToolCall.objects.filter(turn=page.turn["id"]).order_by("id")]
    assert [json.loads(call.arguments)["query"] for call in calls] == ["provider 0", "provider 1"]
    assert {str(call.message_id) for call in calls} == {page.messages[1]["id"]}
    roles = [message["role"] for message in page.messages]
    assert roles == ["user", "assistant", "tool", "tool", "assistant"]
    for request in scripted.requests:
        assert_in_the_shape_of_the_api(request.body["messages"])


@pytest.mark.parametrize("streamed", ["at-once", "one-by-one"])
async def test_thousands_of_calls_are_not_made_and_the_answer_says_so(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, streamed: str
) -> None:
    model = await scripted_model(scripted, f"calls-{streamed}-5000", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("Look", model=model)
        assert page.turn["status"] == "failed"
        assert page.turn["error"]["message"] == (
            f"The model asked for more than {MOST_CALLS} tools at once, so none was called."
        )
        assert page.text == "Let me look."
        assert [message["role"] for message in page.messages] == ["user", "assistant"]
        assert not await ToolCall.objects.aexists()
        assert len(scripted.requests) == 1
        # What stands there can be continued: calls without results are not sent.
        plain = await scripted_model(scripted, "echo", tools=True)
        chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
        after = await socket.answer("And now?", model=plain, conversation=chat, parent=leaf)
    assert after.turn["status"] == "done"


async def test_as_many_calls_as_may_be_are_made(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, f"calls-at-once-{MOST_CALLS}", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("Look", model=model)
    assert page.turn["status"] == "done"
    assert [message["role"] for message in page.messages].count("tool") == MOST_CALLS


@pytest.mark.parametrize("script", ["far-index", "negative-index"])
async def test_an_index_that_no_list_has_makes_no_room_for_it(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str
) -> None:
    model = await scripted_model(scripted, script, tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("provider", model=model)
    assert page.turn["status"] == "done"
    assert len(page.messages[1]["body"]["tool_calls"]) == 1
    assert page.text.startswith("The tool said: ")


async def test_a_call_without_an_id_gets_one(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool-no-id", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("provider", model=model)

    assert page.text == "The tool was called."
    assert_in_the_shape_of_the_api(scripted.requests[1].body["messages"])


async def test_a_tool_that_fails_says_so_to_the_model_and_the_answer_goes_on(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool-custom", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("provider", model=model)

    call = await ToolCall.objects.aget(turn=page.turn["id"])
    assert (call.name, call.type, call.status, call.arguments) == ("run", "custom", "failed", "provider")
    assert "There is no tool “run”." in page.text
    assert page.turn["status"] == "done"


async def test_a_model_that_never_stops_calling_is_stopped(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool-always", tools=True)
    async with alice_online.socket() as socket:
        page = await socket.answer("provider", model=model)
        chat, leaf = page.turn["conversation"], page.messages[-1]["id"]
        asked = len(scripted.requests)
        await socket.answer("And now?", model=model, conversation=chat, parent=leaf)

    assert page.turn["status"] == "done"
    assert await Completion.objects.filter(turn=page.turn["id"], kind="chat").acount() == MOST_ROUNDS
    assert await ToolCall.objects.filter(turn=page.turn["id"]).acount() == MOST_ROUNDS - 1
    last = [each.body for each in scripted.requests if each.body["model"] == "tool-always"][MOST_ROUNDS - 1]
    assert "tools" not in last
    assert_in_the_shape_of_the_api(scripted.requests[asked].body["messages"])


async def test_a_model_that_cannot_call_tools_is_offered_none(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "tool")
    async with alice_online.socket() as socket:
        page = await socket.answer("provider", model=model)

    assert "tools" not in scripted.requests[0].body
    assert page.text == "search_knowledge was not offered."


async def test_passages_that_an_answer_names_are_cited(engine: Services, alice_online: Person) -> None:
    async with alice_online.socket() as socket:
        sent = await socket.ask("How do I connect a provider?")
        page = await Page().watch(socket, sent["turn"])

    kept = await Message.objects.aget(id=page.messages[-1]["id"])
    assert kept.body == page.messages[-1]["body"]
    for annotation in kept.body.get("annotations", ()):
        cited = annotation["url_citation"]
        assert page.text[cited["start_index"] : cited["end_index"] + 1].startswith("[")
