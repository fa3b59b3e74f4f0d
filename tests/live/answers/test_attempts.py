"""What goes wrong before the first byte is tried again; what goes wrong after it is kept and said."""

import json
import socket as sockets

import pytest

from chatapp.completions.models import Completion
from chatapp.conversations.models import Message, Turn
from chatapp.providers.models import Model, Provider
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def ask(socket: Socket, model: int) -> tuple[Page, list[dict[str, object]]]:
    """The page at the end, and the notices that it showed on the way."""
    await socket.ask("Hello", model=model)
    page, notices = Page(), []
    while not page.ended:
        frame = await socket.next("snapshot", "events")
        assert page.take(frame)
        notices += [event["notice"] for event in frame.get("events", []) if event["t"] == "notice"]
    return page, notices


async def attempts(turn: str) -> list[tuple[int, str]]:
    """Of each attempt its number and status; the ledger has one row for each."""
    rows = [row async for row in Completion.objects.filter(turn=turn, kind="chat").order_by("id")]
    for row in rows:
        record = await UsageRecord.objects.aget(completion_id=row.id)
        assert record.status == row.status
    return [(row.attempt, row.status) for row in rows]


@pytest.mark.parametrize(
    ("script", "failures"), [("fail-2-then-ok", 2), ("fail-1-then-ok", 1), ("busy-then-ok", 1)]
)
async def test_a_provider_that_is_busy_is_asked_again(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str, failures: int
) -> None:
    model = await scripted_model(scripted, script)
    async with alice_online.socket() as socket:
        page, notices = await ask(socket, model)

    assert (page.turn["status"], page.text) == ("done", "Hello")
    assert [notice and notice["attempt"] for notice in notices] == [*range(2, failures + 2), None]
    assert all(notice["of"] == 3 and notice["message"] for notice in notices[:-1])  # type: ignore[index]
    assert page.turn["notice"] is None
    failed = [(number, "failed") for number in range(1, failures + 1)]
    assert await attempts(page.turn["id"]) == [*failed, (failures + 1, "done")]
    answer = await Message.objects.aget(turn=page.turn["id"])
    assert await Completion.objects.filter(message=answer).acount() == failures + 1


@pytest.mark.parametrize(
    ("script", "count"),
    [("error-503", 3), ("error-event-first", 3), ("hang-up", 3), ("error-400", 1), ("error-401", 1),
     ("busy-for-long", 1), ("error-html", 3), ("page-200", 1)],
)  # fmt: skip
async def test_attempts_end_and_say_why(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str, count: int
) -> None:
    model = await scripted_model(scripted, script)
    async with alice_online.socket() as socket:
        page, _ = await ask(socket, model)

    assert page.turn["status"] == "failed"
    assert " " in page.turn["error"]["message"]
    assert set(page.turn["error"]) == {"message", "type", "code", "param", "status", "retryable"}
    assert await attempts(page.turn["id"]) == [(number, "failed") for number in range(1, count + 1)]
    assert (await Turn.objects.aget(id=page.turn["id"])).error == page.turn["error"]
    assert page.messages[-1]["role"] == "assistant"


async def test_a_provider_that_is_not_there_is_tried_three_times_and_costs_nothing(
    engine: Services, alice_online: Person
) -> None:
    with sockets.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    provider = await Provider.objects.acreate(name="Gone", base_url=f"http://127.0.0.1:{port}/v1")
    model = await Model.objects.acreate(provider=provider, name="gone")
    async with alice_online.socket() as socket:
        page, _ = await ask(socket, model.pk)

    assert page.turn["status"] == "failed"
    assert page.turn["error"]["retryable"] is True
    assert await attempts(page.turn["id"]) == [(number, "failed") for number in (1, 2, 3)]
    records = [record async for record in UsageRecord.objects.filter(turn_id=page.turn["id"])]
    assert [(record.total_tokens, record.estimated) for record in records] == [(0, False)] * 3


@pytest.mark.parametrize(
    "script", ["cut-7", "cut-end-7", "malformed-7", "error-event-7", "error-event-named-7"]
)
async def test_an_answer_that_breaks_in_the_middle_keeps_its_text_and_can_be_tried_again(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str
) -> None:
    model = await scripted_model(scripted, script)
    async with alice_online.socket() as socket:
        page, notices = await ask(socket, model)
        whole = await scripted_model(scripted, "words-5")
        question = page.messages[0]["id"]
        await socket.send("retry", client_id="again", message=question, model=whole)
        again = await Page().watch(socket, (await socket.next("sent"))["turn"])

    assert (page.turn["status"], page.text, notices) == ("failed", numbered(7), [])
    assert page.turn["error"]["message"]
    assert page.turn["usage_estimated"] is True
    kept = await Message.objects.aget(turn=page.turn["id"])
    assert kept.body["content"] == numbered(7)
    assert await attempts(page.turn["id"]) == [(1, "failed")]
    assert (again.turn["status"], again.text) == ("done", numbered(5))


async def test_a_missing_closing_mark_is_fine_after_a_finish_reason(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page, _ = await ask(socket, await scripted_model(scripted, "no-done"))

    assert (page.turn["status"], page.text) == ("done", numbered(20))


async def test_the_key_of_the_provider_is_in_no_error(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page, _ = await ask(socket, await scripted_model(scripted, "error-401"))

    assert "Bearer" not in json.dumps(page.turn)
