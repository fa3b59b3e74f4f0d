"""A client that does not take in what it gets costs a bounded number of bytes, and only itself."""

import json
from typing import Any
from uuid import uuid4

import pytest

from chatapp.live.flow import ACKNOWLEDGED_EACH, MOST_OF_ALL, MOST_UNACKNOWLEDGED, Flow
from chatapp.live.follower import TurnFollower
from chatapp.live.line import EndlessLine
from chatapp.turns.errors import Away
from chatapp.turns.events.broadcast import Broadcast
from chatapp.turns.state import TurnState
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

KIB = 1024


async def nowhere(message: dict[str, Any]) -> None:
    """The `send` of a socket whose frames are looked at on the way to it."""


class Client:
    """One who follows a turn and acknowledges when told to."""

    def __init__(self, broadcast: Broadcast, flow: Flow | None = None) -> None:
        self.page = Page()
        self.frames: list[dict[str, Any]] = []
        self.sizes: list[int] = []
        self.forgotten = 0
        self.searches = 0
        self.away = False
        self.flow = flow or Flow(EndlessLine(nowhere))
        self._broadcast = broadcast
        self.follower = TurnFollower(
            broadcast.turn_id, uuid4(), self.flow, self._find, self._take, self._forget
        )

    async def acknowledge(self, seq: int) -> None:
        self.flow.pay(self._broadcast.turn_id, seq)
        await self.follower.catch_up()

    @property
    def size(self) -> int:
        return sum(self.sizes)

    def _take(self, frame: bytes) -> None:
        self.frames.append(json.loads(frame))
        self.sizes.append(len(frame))
        assert self.page.take(self.frames[-1]), "a frame was lost"

    def _forget(self) -> None:
        self.forgotten += 1

    async def _find(self) -> Broadcast:
        self.searches += 1
        if self.away:
            raise Away("The database does not answer.")
        return self._broadcast


def running() -> Broadcast:
    turn = {"conversation": str(uuid4()), "status": "running"}
    message = {"body": {"role": "assistant", "content": None}}
    return Broadcast(uuid4(), TurnState(turn, [message]))


async def say(broadcast: Broadcast, text: str) -> None:
    broadcast.publish([{"t": "content", "text": text}], at_once=True)


async def test_a_client_that_never_acknowledges_gets_a_bounded_number_of_bytes() -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    for _ in range(200):
        await say(broadcast, "x" * 10 * KIB)

    assert MOST_UNACKNOWLEDGED <= client.size < MOST_UNACKNOWLEDGED + 11 * KIB


async def test_bytes_are_counted_and_not_characters() -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    for _ in range(200):
        await say(broadcast, "語" * 1000)

    assert client.size < MOST_UNACKNOWLEDGED + 4 * KIB


async def test_one_snapshot_comes_when_the_client_has_caught_up() -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    for _ in range(100):
        await say(broadcast, "x" * 10 * KIB)
    count = len(client.frames)
    await client.acknowledge(client.page.seq)

    assert [frame["type"] for frame in client.frames[count:]] == ["snapshot"]
    assert client.page.text == "x" * 1000 * KIB


async def test_a_client_that_acknowledges_each_64_kib_never_waits_for_ever() -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    for number in range(300):
        await say(broadcast, f"{number} " + "x" * (number % 50) * KIB)
        if number % 97 == 0:  # it falls behind, then takes in what it got
            await acknowledge_as_the_page_does(client)
    await acknowledge_as_the_page_does(client)

    assert client.page.text == broadcast.state.current["content"]


async def acknowledge_as_the_page_does(client: Client) -> None:
    taken, position = 0, 0
    while position < len(client.frames):
        taken += client.sizes[position]
        if taken >= ACKNOWLEDGED_EACH:
            taken = 0
            await client.acknowledge(client.frames[position]["seq"])
        position += 1


@pytest.mark.parametrize("size", [256 * KIB, 300 * KIB, 2048 * KIB])
async def test_one_frame_larger_than_the_bound_still_comes(size: int) -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    await say(broadcast, "a")
    await say(broadcast, "x" * size)

    assert client.page.text == "a" + "x" * size


async def test_snapshots_count_too_so_asking_again_and_again_costs_nothing_more() -> None:
    broadcast = running()
    await say(broadcast, "x" * 1024 * KIB)
    client = Client(broadcast)
    await client.follower.resync()
    for _ in range(20):
        await client.follower.resync()
    assert len(client.frames) == 1
    await client.acknowledge(client.page.seq)

    assert [frame["type"] for frame in client.frames] == ["snapshot"] * 2


async def test_a_client_that_is_behind_at_the_end_reads_the_end_from_the_rows() -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    for _ in range(100):
        await say(broadcast, "x" * 10 * KIB)
    broadcast.publish([{"t": "end", "turn": {**broadcast.state.turn, "status": "done"}}])
    broadcast.close()
    assert (client.forgotten, client.searches) == (0, 1)
    await client.acknowledge(client.page.seq)

    assert (client.forgotten, client.searches) == (1, 2)
    assert client.page.text == "x" * 1000 * KIB


async def test_a_turn_that_could_not_be_read_is_followed_when_the_database_is_back() -> None:
    client = Client(running())
    client.away = True
    with pytest.raises(Away):
        await client.follower.resync()
    client.away = False
    await client.follower.catch_up()

    assert [frame["type"] for frame in client.frames] == ["snapshot"]
    assert client.forgotten == 0


async def test_a_snapshot_is_where_the_next_frame_goes_on_even_if_events_were_waiting() -> None:
    broadcast = running()
    first, second = Client(broadcast), Client(broadcast)
    await first.follower.resync()
    await say(broadcast, "one ")
    broadcast.publish([{"t": "content", "text": "two "}])
    await second.follower.resync()
    broadcast.publish([{"t": "content", "text": "three "}])
    await first.follower.resync()
    broadcast.close()

    assert first.page.text == second.page.text == "one two three "


async def test_a_snapshot_replaces_what_is_shown_also_with_a_lower_seq() -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    for number in range(5):
        await say(broadcast, f"{number} ")
    kept = TurnState(dict(broadcast.state.turn), [{"body": {"role": "assistant", "content": "0 1 "}}], seq=2)
    await broadcast.replace(kept)
    await say(broadcast, "again")

    assert (client.page.text, client.page.seq) == ("0 1 again", 3)


async def test_after_a_lower_seq_an_acknowledgement_pays_for_the_frames_before_it() -> None:
    broadcast = running()
    client = Client(broadcast)
    await client.follower.resync()
    for _ in range(30):
        await say(broadcast, "x" * 8 * KIB)
    kept = TurnState(dict(broadcast.state.turn), [{"body": {"role": "assistant", "content": "0 "}}], seq=1)
    await broadcast.replace(kept)
    count = len(client.frames)
    for number in range(2, 6):
        await client.acknowledge(client.page.seq)
        await say(broadcast, f"{number}" * 60 * KIB)

    assert [frame["type"] for frame in client.frames[count:]] == ["events"] * 4
    assert client.page.seq == 5


async def test_a_slow_socket_gets_the_whole_answer_in_the_end_and_slows_nobody(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-60000")
    async with alice_online.socket() as quick, alice_online.socket(acknowledges=False) as slow:
        sent = await quick.ask("Tell me", model=model)
        await slow.send("subscribe", conversation=sent["conversation"])
        page = await Page().watch(quick, sent["turn"])
        behind = Page()
        for frame in await slow.arrived():
            assert frame["type"] in ("conversation", "subscribed") or behind.take(frame)
        assert len(behind.text) < len(page.text)
        await slow.send("ack", turn=sent["turn"], seq=behind.seq)
        await behind.watch(slow, sent["turn"])

    assert page.text == behind.text == numbered(60000)
    assert behind.turn["status"] == "done"


async def test_to_follow_anew_does_not_clear_what_the_socket_owes() -> None:
    broadcast = running()
    await say(broadcast, "x" * 300 * KIB)
    flow = Flow(EndlessLine(nowhere))
    sent = 0
    for _ in range(50):
        client = Client(broadcast, flow)
        await client.follower.resync()
        client.follower.leave()
        sent += client.size

    assert sent < 301 * KIB


async def test_an_ended_turn_is_read_again_only_when_its_snapshot_may_be_sent() -> None:
    broadcast = running()
    broadcast.state.turn["status"] = "done"
    await say(broadcast, "x" * 300 * KIB)
    flow = Flow(EndlessLine(nowhere))
    first, second = Client(broadcast, flow), Client(broadcast, flow)
    await first.follower.resync()
    await second.follower.resync()
    assert (len(first.frames), second.searches) == (1, 0)
    await second.acknowledge(first.page.seq)

    assert second.page.text == first.page.text
    assert second.forgotten == 1


async def test_many_turns_together_owe_a_bounded_number_of_bytes() -> None:
    flow = Flow(EndlessLine(nowhere))
    clients = []
    for _ in range(20):
        broadcast = running()
        await say(broadcast, "x" * 200 * KIB)
        clients.append(Client(broadcast, flow))
        await clients[-1].follower.resync()

    assert sum(client.size for client in clients) < MOST_OF_ALL + 201 * KIB
    # The acknowledgement of what came last is one of all that came before it.
    last = max(number for number, client in enumerate(clients) if client.frames)
    await clients[last].acknowledge(clients[last].page.seq)
    for client in clients[last + 1 :]:
        await client.follower.catch_up()
    assert clients[last + 1].frames


async def test_short_answers_that_are_never_acknowledged_stop_nothing() -> None:
    flow = Flow(EndlessLine(nowhere))
    for _ in range(40):
        broadcast = running()
        client = Client(broadcast, flow)
        await client.follower.resync()
        await say(broadcast, "x" * 60 * KIB)
        broadcast.publish([{"t": "end", "turn": {**broadcast.state.turn, "status": "done"}}])
        broadcast.close()
        assert (client.page.ended, client.forgotten) == (True, 1)


class FullLine(EndlessLine):
    full = True


async def test_nothing_is_sent_into_a_full_line_and_one_snapshot_when_it_is_empty() -> None:
    broadcast = running()
    line = FullLine(nowhere)
    client = Client(broadcast, Flow(line))
    await client.follower.resync()
    await say(broadcast, "one ")
    assert client.frames == []
    line.full = False
    await client.follower.catch_up()
    await say(broadcast, "two")

    assert [frame["type"] for frame in client.frames] == ["snapshot", "events"]
    assert client.page.text == "one two"
