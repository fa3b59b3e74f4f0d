"""A turn that another process marked while its own was alive: what its owner knows is not lost."""

from decimal import Decimal
from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone
from psycopg import AsyncConnection

from chatapp.completions.models import Completion, StoredCompletion
from chatapp.conversations.deletion import delete
from chatapp.conversations.models import Conversation, Message, Turn, TurnEvent
from chatapp.providers.models import Model, Price
from chatapp.turns.store.transitions import close_turn, take_back
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.models import MeteredCall, SettledUsage, UsageRecord
from chatapp.usage.repricing import price_unpriced
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page
from tests.servers.sweeping import conninfo, swept_elsewhere, until
from tests.usage.rows import corrected

pytestmark = pytest.mark.anyio


async def test_it_goes_on_and_ends_whole(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated-3")
    gate = scripted.gate("gated-3")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model, store=True)
        page = await Page().until(socket, "word20")
        assert [str(each) for each in await swept_elsewhere(engine)] == [sent["turn"]]
        await _taken_back(sent["turn"])
        assert not await Message.objects.filter(turn=sent["turn"]).aexists()
        for _ in range(3):
            await gate.reached(1)
            gate.release()
        await page.watch(socket, sent["turn"])

    assert (page.turn["status"], page.text) == ("done", numbered(80))
    turn = await Turn.objects.aget(pk=sent["turn"])
    message = await Message.objects.aget(turn=turn)
    assert (turn.status, turn.usage_estimated, message.body["content"]) == ("done", False, numbered(80))
    conversation = await Conversation.objects.aget()
    assert conversation.active_leaf_id == message.pk
    completion = await Completion.objects.aget(turn=turn, kind="chat")
    assert (completion.status, completion.message_id) == ("done", message.pk)
    assert await StoredCompletion.objects.filter(completion=completion).acount() == 1


async def test_the_ledger_keeps_the_estimate_and_gets_what_is_missing_to_it(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = await Page().until(socket, "word20")
        await swept_elsewhere(engine)
        scripted.gate("gated").release()
        await page.watch(socket, sent["turn"])

    estimate, correction = [row async for row in UsageRecord.objects.filter(kind="chat").order_by("id")]
    assert (estimate.status, estimate.estimated, estimate.corrects) == ("interrupted", True, None)
    assert (correction.status, correction.estimated, correction.corrects) == ("done", False, estimate.pk)
    settled = await SettledUsage.objects.aget(completion_id=estimate.completion_id)
    said = page.turn["prompt_tokens"], page.turn["completion_tokens"]
    assert (settled.prompt_tokens, settled.completion_tokens) == said
    assert (settled.pk, settled.status, settled.estimated) == (estimate.pk, "done", False)
    assert settled.details["completion_tokens"] == settled.completion_tokens
    assert estimate.total_tokens + correction.total_tokens == settled.total_tokens == sum(said)


async def test_an_estimate_that_was_corrected_since_is_not_paid_twice(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    listed = await Model.objects.aget(name="gated")
    await Price.objects.acreate(model=listed, input=1000, output=1000)
    rows = UsageRecord.objects.filter(kind="chat").order_by("id")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = await Page().until(socket, "word20")
        await swept_elsewhere(engine)
        await database_sync_to_async(corrected)(await rows.aget(), "1")
        scripted.gate("gated").release()
        await page.watch(socket, sent["turn"])

    summed = [(row.cost, row.total_tokens) async for row in rows]
    tokens = page.turn["prompt_tokens"] + page.turn["completion_tokens"]
    assert [sum(each) for each in zip(*summed, strict=True)] == [Decimal(tokens) / 1000, tokens]


async def test_an_estimate_that_an_admin_priced_since_is_settled_at_that_price(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    listed = await Model.objects.aget(name="gated")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = await Page().until(socket, "word20")
        await swept_elsewhere(engine)
        await Price.objects.acreate(model=listed, input=1000, output=2000)
        unpriced = MeteredCall.objects.filter(kind="chat")
        assert (await database_sync_to_async(price_unpriced)(unpriced, "late")).calls == 1
        scripted.gate("gated").release()
        await page.watch(socket, sent["turn"])

    tokens = page.turn["prompt_tokens"] + 2 * page.turn["completion_tokens"]
    assert (await unpriced.aget()).cost == Decimal(tokens) / 1000


async def test_the_log_has_all_of_it_again(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated-3")
    gate = scripted.gate("gated-3")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = await Page().until(socket, "word20")
        await swept_elsewhere(engine)
        await _taken_back(sent["turn"])
        gate.release()
        await page.until(socket, "word40")
        # The owner is killed now, as far as the rows can tell.
        await until(lambda: _is_logged(sent["turn"], "word40"))
        await swept_elsewhere(engine)
        kept = await Message.objects.aget(turn=sent["turn"])
        assert kept.body["content"] == numbered(40)
        await _taken_back(sent["turn"])
        gate.release()
        await gate.reached(3)
        gate.release()
        await page.watch(socket, sent["turn"])
    assert (page.turn["status"], page.text) == ("done", numbered(80))


async def test_one_that_ended_in_memory_is_written_over_what_was_marked(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = await Page().until(socket, "word20")
        async with await AsyncConnection.connect(await conninfo()) as other:
            await other.execute(_MARKED, [sent["turn"]])
            scripted.gate("gated").release()
            await until(lambda: _waits(other))
            await other.commit()
        await page.watch(socket, sent["turn"])
    assert (page.turn["status"], page.text) == ("done", numbered(40))
    turn = await Turn.objects.aget(pk=sent["turn"])
    assert (turn.status, turn.runner_id) == ("done", engine.runner.id)


async def test_what_a_person_hung_on_the_part_stays_and_the_part_becomes_whole(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=model)
        answer, turn = page.messages[-1], UUID(page.turn["id"])
        # As a sweep leaves it, and the owner has it in memory.
        await Turn.objects.filter(pk=turn).aupdate(status="interrupted", finished_at=timezone.now())
        await socket.send("continue", client_id="rest", message=answer["id"], model=model)
        rest = await Page().watch(socket, (await socket.next("sent"))["turn"])

    whole = {**answer, "body": {"role": "assistant", "content": "All of it"}}
    columns = {**await Turn.objects.filter(pk=turn).values().aget(), "status": "done"}
    async with engine.pool.connection() as connection, connection.transaction():
        assert await take_back(connection, turn, engine.runner.id, timezone.now())
        assert await close_turn(connection, engine.runner.id, columns, [whole], [], [])
    bodies = {str(each.pk): each.body["content"] async for each in Message.objects.filter(role="assistant")}
    continued = rest.messages[-1]
    assert bodies == {answer["id"]: "All of it", continued["id"]: numbered(5)}
    assert continued["parent"] == answer["id"]
    assert str((await Conversation.objects.aget()).active_leaf_id) == continued["id"]


async def test_one_whose_chat_was_deleted_meanwhile_stops(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = await Page().until(socket, "word20")
        await swept_elsewhere(engine)
        await database_sync_to_async(delete)(await Conversation.objects.aget())
        await scripted.wait_disconnect()
        await page.watch(socket, sent["turn"])
    assert page.turn["status"] == "stopped"


async def _taken_back(turn: str) -> None:
    await until(lambda: Turn.objects.filter(pk=turn, status="running").aexists())


async def _is_logged(turn: str, words: str) -> bool:
    payloads = [event.payload async for event in TurnEvent.objects.filter(turn=turn)]
    return words in str(payloads)


async def _waits(other: AsyncConnection) -> bool:
    """Is there somebody who waits for what `other` holds?"""
    return await (await other.execute(_WAITED_FOR)).fetchone() is not None


_MARKED = """
    UPDATE conversations_turn SET status = 'interrupted', runner_id = NULL, finished_at = clock_timestamp()
    WHERE id = %s
"""
_WAITED_FOR = "SELECT 1 FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
