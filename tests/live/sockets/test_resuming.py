"""A line that drops, tabs that come and go: every character once, in its order."""

import pytest

from chatapp.conversations.models import Message
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

STEPS = 30


async def test_a_socket_that_is_cut_at_every_seq_shows_the_same_text(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, f"stepwise-{STEPS}")
    gate = scripted.gate(f"stepwise-{STEPS}")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
    cuts = set()
    for step in range(1, STEPS + 1):
        await gate.reached(step)
        page = Page()
        async with alice_online.socket() as socket:
            await socket.send("subscribe", conversation=sent["conversation"])
            page.take(await socket.next("snapshot"))
            assert numbered(STEPS).startswith(page.text)
            gate.release()
            await page.until(socket, f"word{step}")
            cuts.add(page.seq)
        assert page.text == numbered(step)
    async with alice_online.socket() as socket:
        await socket.send("resync", turn=sent["turn"])
        page = await Page().watch(socket, sent["turn"])

    assert len(cuts) == STEPS
    assert page.text == numbered(STEPS)
    kept = await Message.objects.aget(turn=sent["turn"])
    assert kept.body["content"] == numbered(STEPS)


async def test_three_sockets_of_one_person_show_the_same(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with (
        alice_online.socket() as first,
        alice_online.socket() as second,
        alice_online.socket() as third,
    ):
        sent = await first.ask("Tell me", model=model)
        await second.send("subscribe", conversation=sent["conversation"])
        await scripted.gate("gated").reached()
        early = await Page().until(second, "word20")
        await third.send("subscribe", conversation=sent["conversation"])
        late = await Page().until(third, "word20")
        scripted.gate("gated").release()
        pages = [
            await Page().watch(first, sent["turn"]),
            await early.watch(second, sent["turn"]),
            await late.watch(third, sent["turn"]),
        ]

    assert [page.text for page in pages] == [numbered(40)] * 3
    assert [page.messages for page in pages] == [pages[0].messages] * 3
    assert [page.turn for page in pages] == [pages[0].turn] * 3


async def test_a_turn_that_begins_in_one_tab_is_followed_in_the_other_tab_of_its_chat(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-50")
    async with alice_online.socket() as first, alice_online.socket() as second:
        begun = await first.answer("Tell me", model=model)
        chat = begun.turn["conversation"]
        await second.send("subscribe", conversation=chat)
        await second.next("subscribed")
        sent = await first.ask("More", model=model, conversation=chat, parent=begun.messages[-1]["id"])
        page = await Page().watch(second, sent["turn"])

    assert page.text == numbered(50)


async def test_a_resync_in_the_middle_goes_on_from_a_snapshot(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated-3")
    async with alice_online.socket() as socket:
        sent = await socket.ask("Tell me", model=model)
        page = Page()
        for stop in range(1, 4):
            await scripted.gate("gated-3").reached(stop)
            await socket.send("resync", turn=sent["turn"])
            await page.until(socket, f"word{20 * stop}")
            scripted.gate("gated-3").release()
        await page.watch(socket, sent["turn"])

    assert page.text == numbered(80)


async def test_a_socket_that_unsubscribed_hears_nothing_more_of_the_turn(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket, alice_online.socket() as other:
        sent = await socket.ask("Tell me", model=model)
        await other.send("subscribe", conversation=sent["conversation"])
        await scripted.gate("gated").reached()
        await Page().until(socket, "word20")
        await socket.send("unsubscribe", conversation=sent["conversation"])
        await socket.arrived()
        scripted.gate("gated").release()
        await Page().watch(other, sent["turn"])
        frame = await socket.next("conversation", "events", "snapshot")

    assert frame["type"] == "conversation"


async def test_the_last_state_of_a_turn_that_has_ended_can_be_asked_for_again_and_again(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-20")
    async with alice_online.socket() as socket:
        page = await socket.answer("Tell me", model=model)
        for _ in range(3):
            await socket.send("resync", turn=page.turn["id"])
            assert (await Page().watch(socket, page.turn["id"])).messages == page.messages


async def test_what_a_stranger_asks_for_is_not_there(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket, charlie_online.socket() as stranger:
        sent = await socket.ask("A secret", model=model)
        await scripted.gate("gated").reached()
        await stranger.send("subscribe", re=1, conversation=sent["conversation"])
        subscribed = await stranger.next("error")
        await stranger.send("resync", re=2, turn=sent["turn"])
        resynced = await stranger.next("error")
        await stranger.send("ack", turn=sent["turn"], seq=0)
        scripted.gate("gated").release()
        page = await Page().watch(socket, sent["turn"])
        for kind in ("retry", "continue"):
            message = {"retry": sent["message"], "continue": page.messages[-1]["id"]}[kind]
            await stranger.send(kind, client_id=kind, message=message)
            assert (await stranger.next("error", "sent"))["code"] == "not_found"
        asked = await stranger.ask("Me too", conversation=sent["conversation"], parent=sent["message"])
        assert await stranger.arrived() == []

    assert [subscribed["code"], resynced["code"], asked["code"]] == ["not_found"] * 3
