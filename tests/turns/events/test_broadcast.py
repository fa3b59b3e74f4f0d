"""What comes close together goes to followers as one frame, and texts that follow each other as one event."""

import json
from typing import Any
from uuid import uuid4

import pytest

from chatapp.turns.events.broadcast import Broadcast
from chatapp.turns.state import Event, TurnState

pytestmark = pytest.mark.anyio


class Recorder:
    """A follower that keeps its frames."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []

    def deliver(self, frame: bytes, seq: int) -> None:
        self.frames.append(json.loads(frame))
        assert self.frames[-1]["seq"] == seq

    async def restart(self) -> None: ...

    def ended(self) -> None: ...


def followed() -> tuple[Broadcast, Recorder]:
    message = {"body": {"role": "assistant", "content": None}}
    broadcast = Broadcast(uuid4(), TurnState({"status": "running"}, [message]))
    follower = Recorder()
    broadcast.join(follower)
    return broadcast, follower


def content(text: str) -> Event:
    return {"t": "content", "text": text}


async def test_texts_that_follow_each_other_are_one_event_of_a_frame() -> None:
    broadcast, follower = followed()
    thinking = {"t": "reasoning", "text": "why"}
    broadcast.publish([content("a"), content("b"), thinking, content("c"), content("d")], at_once=True)

    (frame,) = follower.frames
    assert frame["events"] == [content("ab"), thinking, content("cd")]
    assert (frame["after"], frame["seq"]) == (0, 5)


async def test_deltas_that_come_faster_than_frames_may_go_share_frames() -> None:
    broadcast, follower = followed()
    for number in range(400):
        broadcast.publish([content(f"{number} ")])
    broadcast.close()

    # Two go at once; more than one other only where the loop was held up for longer than a window.
    assert 3 <= len(follower.frames) < 40
    assert [frame["after"] for frame in follower.frames[1:]] == [
        frame["seq"] for frame in follower.frames[:-1]
    ]
    events = [event for frame in follower.frames for event in frame["events"]]
    assert len(events) == len(follower.frames)
    assert "".join(event["text"] for event in events) == "".join(f"{number} " for number in range(400))
