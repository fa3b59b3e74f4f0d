"""Frames that are not as the protocol says get an error frame; the socket stays up unless it is abuse."""

import json
from typing import Any
from uuid import uuid4

import pytest

from chatapp.live.frames import LARGEST_FRAME
from chatapp.live.rate_limit import MOST_ERRORS
from chatapp.wiring import Services
from tests.engine import Person

pytestmark = pytest.mark.anyio

ID = str(uuid4())
SEND: dict[str, Any] = {
    "type": "send",
    "client_id": "c",
    "conversation": None,
    "parent": None,
    "parts": [{"type": "text", "text": "Hello"}],
    "model": None,
}


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        (" ", "malformed", "JSON"),
        ("{", "malformed", "JSON"),
        ("[]", "malformed", "object"),
        ('"ping"', "malformed", "object"),
        ("null", "malformed", "object"),
        ('{"type": "ping", "re": NaN}', "malformed", "JSON"),
        ("[" * 5000, "malformed", "JSON"),
        ('{"type": "ping", "re": ' + "9" * 5000 + "}", "malformed", "JSON"),
        ("{}", "unknown_type", "type"),
        ('{"type": "dance"}', "unknown_type", "type"),
        ('{"type": ["ping"]}', "unknown_type", "type"),
        ('{"type": null}', "unknown_type", "type"),
    ],
)
async def test_what_is_no_frame_is_refused_and_the_socket_stays(
    engine: Services, alice_online: Person, text: str, code: str, named: str
) -> None:
    async with alice_online.socket() as socket:
        await socket.send_text(text)
        frame = await socket.next("error")
        await socket.send("ping", re="still here")
        assert (await socket.next("pong"))["re"] == "still here"

    assert frame["code"] == code
    assert named in frame["message"]


WRONG: list[tuple[dict[str, Any], str]] = [
    *(({"type": kind, field: value}, field)
      for kind, field in (("subscribe", "conversation"), ("unsubscribe", "conversation"), ("stop", "turn"),
                          ("resync", "turn"))
      for value in (None, 7, "x", [], {}, True)),
    *(({"type": kind, "client_id": "c", "message": value}, "message")
      for kind in ("retry", "continue", "results") for value in (None, 7, "x", [])),
    *(({**SEND, "client_id": value}, "client_id") for value in (None, 7, "", "x" * 65, "ü", "a\nb", [])),
    *(({"type": kind, "client_id": value, "message": ID}, "client_id")
      for kind in ("retry", "continue", "results") for value in (None, 7, "")),
    *(({"type": "results", "client_id": "c", "message": ID, "results": value}, "results")
      for value in (None, {}, "x", ["x"], [{"tool_call_id": "c"}], [{"tool_call_id": 7, "content": "x"}],
                    [{"tool_call_id": "c", "content": None}])),
    *(({**SEND, "conversation": value}, "conversation") for value in (7, "x", [])),
    *(({**SEND, "parent": value}, "parent") for value in (7, "x", [])),
    *(({**SEND, "model": value}, "model") for value in ("3", -1, 1.5, True, 2**63, [])),
    *(({**SEND, "store": value}, "store") for value in ("true", 1, [], {})),
    *(({**SEND, "parts": value}, "parts") for value in (None, "Hello", [], {}, [{"type": "text", "text": " "}])),
    *(({**SEND, "parts": [value]}, "parts[0]")
      for value in ("Hello", None, {"type": "text"}, {"type": "text", "text": 7}, {"type": "image_url"}, [])),
    *(({"type": "ack", "turn": ID, "seq": value}, "seq") for value in (None, "1", -1, 1.5, True, 2**63)),
    ({"type": "ack", "turn": "x", "seq": 1}, "turn"),
    *(({"type": "ping", "re": value}, "re") for value in ([], {}, True, "x" * 201)),
]  # fmt: skip


@pytest.mark.parametrize("batch", [WRONG[start : start + 20] for start in range(0, len(WRONG), 20)])
async def test_a_wrong_field_is_named(
    engine: Services, alice_online: Person, batch: list[tuple[dict[str, Any], str]]
) -> None:
    async with alice_online.socket() as socket:
        for frame, field in batch:
            await socket.send_text(json.dumps(frame))
            error = await socket.next("error", "sent", "pong", "stopping", "subscribed")
            assert (error["type"], error.get("code")) == ("error", "malformed"), frame
            assert f"“{field}”" in error["message"], frame


async def test_a_reply_repeats_re_and_client_id_and_nothing_else(
    engine: Services, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        for re in ("seven", 7, 7.5, 2**70):
            await socket.send("dance", re=re, client_id="c-1", secret="x" * 1000)
            assert await socket.next("error") == {
                "type": "error",
                "re": re,
                "client_id": "c-1",
                "code": "unknown_type",
                "message": "This type of frame is not known.",
            }
        await socket.send("dance", re="x" * 100_000, client_id=["x" * 100_000])
        error = await socket.next("error")

    assert (error["re"], error["client_id"]) == (None, None)


@pytest.mark.parametrize("letter", ["x", "語", "😀"])
@pytest.mark.parametrize("over", [0, 1])
async def test_a_frame_has_at_most_512_kib_in_bytes(
    engine: Services, alice_online: Person, letter: str, over: int
) -> None:
    head, tail = '{"type":"ping","padding":"', '"}'
    room = LARGEST_FRAME + over - len(head) - len(tail)
    size = len(letter.encode())
    text = head + letter * (room // size) + "x" * (room % size) + tail
    assert len(text.encode()) == LARGEST_FRAME + over
    async with alice_online.socket() as socket:
        await socket.send_text(text)
        frame = await socket.next("pong", "error")

    assert frame.get("code") == (None, "too_large")[over]


async def test_a_binary_frame_is_refused(engine: Services, alice_online: Person) -> None:
    async with alice_online.socket() as socket:
        await socket.send_bytes(b'{"type":"ping"}')
        frame = await socket.next("pong", "error")

    assert (frame["code"], frame["message"]) == ("malformed", "A frame is text, not binary.")


async def test_frames_that_come_too_often_are_dropped_and_said_so(
    engine: Services, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        for _ in range(70):
            await socket.send("ping")
        frames = [await socket.next("pong", "error") for _ in range(70)]

    refused = [frame for frame in frames if frame["type"] == "error"]
    assert 0 < len(refused) <= 10
    assert {frame["code"] for frame in refused} == {"too_frequent"}


async def test_acknowledgements_cost_little_and_what_only_looks_like_one_costs_as_much_as_all_else(
    engine: Services, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        for number in range(300):
            await socket.send("ack", turn=ID, seq=number)
        await socket.send("ping")
        honest = await socket.next("pong", "error")
        for _ in range(75):
            await socket.send_text('{"type":"ack","type":"ping"}')
        frames = [await socket.next("pong", "error") for _ in range(75)]

    assert honest["type"] == "pong"
    assert any(frame["type"] == "error" for frame in frames)


async def test_abuse_closes_the_socket(engine: Services, alice_online: Person) -> None:
    socket = alice_online.socket()
    await socket.connect()
    for _ in range(MOST_ERRORS + 5):
        await socket.send("dance")
    assert await socket.closed() == 4429
    assert engine.presence.count == 0
