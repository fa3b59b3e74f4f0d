"""Many answers at once, and nothing left when they are over."""

import asyncio
import gc
from uuid import UUID

import pytest
from channels.db import database_sync_to_async

from chatapp.conversations.models import Message, Turn, TurnEvent
from chatapp.live.consumer import LiveConsumer
from chatapp.live.follower import TurnFollower
from chatapp.turns.engine.live_turn import LiveTurn
from chatapp.turns.store.asked import Send
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

STREAMS, EACH = 150, 5
PATIENCE = 30


async def test_150_answers_at_once_all_arrive(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    """More than Postgres has connections, by far more than the pool has."""
    model = await scripted_model(scripted, "gated")
    people = [await database_sync_to_async(Person)(f"Person{number}") for number in range(STREAMS // EACH)]

    async def chat(person: Person) -> list[Page]:
        async with person.socket() as socket:
            sent = [await socket.ask("Hello", model=model) for _ in range(EACH)]
            for each in sent:
                await socket.send("resync", turn=each["turn"])
            pages = {each["turn"]: Page() for each in sent}
            while not all(page.ended for page in pages.values()):
                frame = await socket.next("snapshot", "events")
                turn = frame["turn"]["id"] if frame["type"] == "snapshot" else frame["turn"]
                if frame["type"] == "snapshot" or pages[turn].seq >= 0:
                    assert pages[turn].take(frame)
            return list(pages.values())

    chats = [asyncio.create_task(chat(person)) for person in people]
    await scripted.gate("gated").reached(STREAMS)
    assert engine.runner.running == STREAMS
    scripted.gate("gated").release()
    pages = [page for answered in await asyncio.gather(*chats) for page in answered]

    assert [page.text for page in pages] == [numbered(40)] * STREAMS
    assert await Turn.objects.filter(status="done").acount() == STREAMS
    assert await Message.objects.filter(role="assistant").acount() == STREAMS
    assert await UsageRecord.objects.filter(kind="chat").acount() == STREAMS
    assert not await TurnEvent.objects.aexists()
    assert engine.runner.running == 0


async def test_a_turn_that_is_being_opened_when_the_server_ends_has_its_time_as_well(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    parts = [{"type": "text", "text": "Hello"}]
    async with engine.pool.connection() as held, held.transaction():
        await held.execute("LOCK TABLE conversations_turn IN SHARE MODE")
        asked = Send(alice_online.user.pk, "late", parts, model_id=model)
        starting = asyncio.ensure_future(engine.runner.start(asked))
        waiting = (
            "SELECT count(*) FROM pg_locks WHERE relation = 'conversations_turn'::regclass AND NOT granted"
        )
        while (await (await held.execute(waiting)).fetchone()) == (0,):
            pass
        draining = asyncio.ensure_future(engine.runner.drain(PATIENCE))
        await held.execute("SELECT 1")
        assert engine.runner.draining
    opened = await starting
    await draining
    assert (await Turn.objects.aget(pk=opened.turn_id)).status == "done"


async def test_nothing_is_left_of_sockets_and_turns_that_are_over(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as warm:
        await warm.answer("Hello", model=await scripted_model(scripted, "words-5"))
    await engine.runner.drain(10)
    engine.runner.draining = False
    before = asyncio.all_tasks()
    async with alice_online.socket() as stays:
        sent = await stays.ask("Hello", model=model)
        await scripted.gate("gated").reached()
        for _ in range(20):
            async with alice_online.socket() as comes:
                await comes.send("subscribe", conversation=sent["conversation"])
                await comes.next("snapshot")
        broadcast = engine.runner.broadcast(UUID(sent["turn"]))
        assert broadcast is not None
        assert len(broadcast._followers) == 1
        scripted.gate("gated").release()
        await Page().watch(stays, sent["turn"])
        for _ in range(20):
            await stays.send("resync", turn=sent["turn"])
            await stays.next("snapshot")
        assert _alive(TurnFollower) == []
    await engine.runner.drain(10)

    # What was ending then, of the warm-up, may be gone.
    assert asyncio.all_tasks() - before == set()
    assert engine.presence.count == 0
    assert _alive(LiveConsumer, LiveTurn, TurnFollower) == []


def _alive(*kinds: type) -> list[object]:
    gc.collect()
    return [each for each in gc.get_objects() if type(each) in kinds]
