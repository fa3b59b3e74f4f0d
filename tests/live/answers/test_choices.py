"""Several answers to one question (`n`): each is a version of the others, with a turn of its own."""

from typing import Any
from uuid import UUID

import pytest

from chatapp.completions.models import Completion
from chatapp.conversations.models import Conversation, Message, Turn, TurnEvent
from chatapp.conversations.models.turn import TurnStatus
from chatapp.turns.store.load import load_turn
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page, turn_of

pytestmark = pytest.mark.anyio


async def ask(socket: Socket, model: int, number: int, **parameters: Any) -> dict[str, Any]:
    sent = await socket.ask("Q", model=model, parameters={"n": number, **parameters})
    assert sent["type"] == "sent", sent
    return sent


async def watch(socket: Socket, number: int, words: str = "") -> dict[str, Page]:
    """The turns, until all have ended, or have these words."""
    pages: dict[str, Page] = {}
    while len(pages) < number or not all(
        page.ended or (words and words in page.text) for page in pages.values()
    ):
        frame = await socket.next("snapshot", "events")
        page = pages.setdefault(turn_of(frame), Page())
        assert page.take(frame), "a frame was lost"
    return pages


async def ended(socket: Socket, pages: dict[str, Page]) -> None:
    while not all(page.ended for page in pages.values()):
        frame = await socket.next("snapshot", "events")
        assert pages[turn_of(frame)].take(frame), "a frame was lost"


async def logged(engine: Services, turn: str) -> str:
    async with engine.pool.connection() as connection:
        state = await load_turn(connection, UUID(turn))
    assert state is not None
    return (state.messages[-1]["body"].get("content") or "") if state.messages else ""


def text(index: int) -> str:
    return f"Answer {index}: " + "".join(f"word{index}.{word} " for word in range(20))


async def test_each_choice_is_a_version_and_the_call_is_counted_once(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "choices")
    async with alice_online.socket() as socket:
        sent = await ask(socket, model, 3)
        pages = await watch(socket, 3)

    in_order = [pages[turn] for turn in sorted(pages)]
    assert sent["turn"] == max(pages)
    assert [page.text for page in in_order] == [text(1), text(2), text(0)]
    assert {page.turn["status"] for page in in_order} == {"done"}
    assert {page.turn["finish_reason"] for page in in_order} == {"stop"}
    assert {page.turn["parent"] for page in in_order} == {sent["message"]}
    assert [page.turn["completion_tokens"] is None for page in in_order] == [True, True, False]
    answers = Message.objects.filter(parent=sent["message"], role="assistant")
    assert [row.body["content"] async for row in answers.order_by("turn_id")] == [
        page.text for page in in_order
    ]
    chat = await Conversation.objects.aget()
    assert str(chat.active_leaf_id) == pages[sent["turn"]].messages[-1]["id"]
    record = await UsageRecord.objects.aget(kind="chat")
    assert str(record.turn_id) == sent["turn"]
    completion = await Completion.objects.aget(kind="chat")
    assert (str(completion.turn_id), str(completion.message_id)) == (sent["turn"], str(chat.active_leaf_id))
    assert not await TurnEvent.objects.aexists()


async def test_stop_keeps_what_is_there_of_each(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "choices-hold")
    async with alice_online.socket() as socket, alice_online.socket() as other:
        sent = await ask(socket, model, 2)
        pages = await watch(socket, 2, ".8")
        # A kill would leave what the log has.
        for turn, page in pages.items():
            while await logged(engine, turn) != page.text:
                continue
        await other.send("subscribe", conversation=sent["conversation"])
        await other.next("subscribed")
        seen = await watch(other, 2, ".8")
        assert {turn: page.text for turn, page in seen.items()} == {
            turn: page.text for turn, page in pages.items()
        }
        await socket.send("stop", turn=sent["turn"])
        await ended(socket, pages)
    assert {page.turn["status"] for page in pages.values()} == {"stopped"}
    kept = [row.body["content"] async for row in Message.objects.filter(role="assistant").order_by("turn_id")]
    assert kept == [text(1).partition("word1.9")[0], text(0).partition("word0.9")[0]]
    assert await UsageRecord.objects.filter(kind="chat").acount() == 1


async def test_one_of_them_is_stopped_alone_and_the_others_go_on(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "choices-hold")
    async with alice_online.socket() as socket:
        sent = await ask(socket, model, 2)
        pages = await watch(socket, 2, ".8")
        (beside,) = set(pages) - {sent["turn"]}
        await socket.send("stop", turn=beside)
        await pages[beside].watch(socket, beside)
        scripted.gate("choices-hold").release()
        await ended(socket, pages)
    assert (pages[beside].turn["status"], pages[sent["turn"]].turn["status"]) == ("stopped", "done")
    assert pages[sent["turn"]].text == text(0)


async def test_a_choice_that_calls_tools_has_rounds_of_its_own(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "choices-calls", tools=True)
    async with alice_online.socket() as socket:
        sent = await ask(socket, model, 2)
        pages = await watch(socket, 2)
    (beside,) = set(pages) - {sent["turn"]}
    assert (pages[sent["turn"]].text, pages[beside].text) == ("At once.", "The documents say so.")
    assert [message["role"] for message in pages[beside].messages] == ["assistant", "tool", "assistant"]
    asked = [each.body for each in scripted.requests if "tools" in each.body]
    assert [body.get("n") for body in asked] == [2, None]
    records = UsageRecord.objects.filter(kind="chat").values_list("turn_id", flat=True)
    assert {str(turn) async for turn in records} == set(pages)


async def test_a_provider_that_refuses_them_is_quoted_and_one_that_gives_one_gives_one(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    none, echo = await scripted_model(scripted, "choices-none"), await scripted_model(scripted, "echo")
    async with alice_online.socket() as socket:
        page = await socket.answer("Q", model=none, parameters={"n": 2})
        assert (page.turn["status"], page.turn["error"]["status"]) == ("failed", 400)
        assert "Only n = 1" in page.turn["error"]["message"]
        page = await socket.answer("Q", model=echo, parameters={"n": 2})
        assert (page.turn["status"], page.text) == ("done", "Q")
    assert await Turn.objects.acount() == 2


async def test_more_answers_than_may_run_at_once_are_refused(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "choices-hold")
    async with alice_online.socket() as socket:
        await ask(socket, model, 2)
        await watch(socket, 2, ".8")
        refused = await socket.ask("Q", model=model, parameters={"n": 7})
        wrong = await socket.ask("Q", model=model, parameters={"n": 9})
    assert (refused["code"], wrong["code"]) == ("busy", "malformed")


async def test_a_server_that_goes_away_keeps_what_is_there_of_each(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "choices-hold")
    async with alice_online.socket() as socket:
        await ask(socket, model, 2)
        await watch(socket, 2, ".8")
    await engine.runner.drain(0)
    rows = [row async for row in Message.objects.filter(role="assistant").order_by("turn_id")]
    assert [row.body["content"] for row in rows] == [
        text(1).partition("word1.9")[0],
        text(0).partition("word0.9")[0],
    ]
    assert {row.status async for row in Turn.objects.all()} == {TurnStatus.INTERRUPTED}
