"""How long a client may take over a request, and what of it is taken in before anybody looks at it."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from chatapp.web.server.channel import BODY_SECONDS, HEAD_SECONDS, IDLE_SECONDS, LINGER_SECONDS, SLOWEST_BODY
from chatapp.web.server.request_body import HELD
from tests.web.connection import Connection

pytestmark = pytest.mark.anyio

_HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
_GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
_LONG = 10 * HELD
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"


async def counting(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, and says how long it is."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message["body"]), message["more_body"]
    await _answer(send, 200, b"%d bytes" % length)


async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads nothing."""
    await _answer(send, 401, b"no key")


async def _answer(send: Send, status: int, body: bytes) -> None:
    length = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": length})
    await send({"type": "http.response.body", "body": body})


async def test_a_head_that_comes_byte_by_byte_is_cut() -> None:
    connection = Connection(counting)
    connection.drip(_GET, every=3)
    assert connection.said.startswith(_TOO_SLOW)
    assert connection.clock.seconds() < HEAD_SECONDS + 3


async def test_a_connection_on_which_nothing_comes_is_closed_without_a_word() -> None:
    connection = Connection(counting)
    connection.clock.advance(HEAD_SECONDS)
    assert (connection.closed, connection.said) == (True, b"")


async def test_a_kept_connection_is_closed_after_a_while_and_its_next_head_has_its_time_again() -> None:
    connection = Connection(counting)
    connection.send(_GET)
    await connection.until(b"0 bytes")
    connection.clock.advance(IDLE_SECONDS - 1)
    connection.send(_GET[:-2])
    connection.clock.advance(HEAD_SECONDS - 1)
    assert not connection.closed
    connection.send(b"\r\n")
    await connection.until(b"0 bytesHTTP/1.1 200 OK")
    connection.clock.advance(IDLE_SECONDS)
    assert connection.closed
    assert _TOO_SLOW not in connection.said


@pytest.mark.parametrize("length", [30, _LONG])
async def test_a_body_that_comes_byte_by_byte_is_cut(length: int) -> None:
    connection = Connection(counting)
    connection.send(_HEAD % length, b"\r\n")
    connection.drip(b"x" * 30, every=3)
    assert connection.said.startswith(_TOO_SLOW)
    assert connection.clock.seconds() < BODY_SECONDS + 4


async def test_a_long_body_over_a_poor_line_is_taken_in() -> None:
    connection = Connection(counting)
    connection.send(_HEAD % _LONG, b"\r\n")
    for _ in range(_LONG // SLOWEST_BODY):
        connection.send(b"x" * SLOWEST_BODY)
        await _rounds()
        connection.clock.advance(1.0)
    assert b"%d bytes" % _LONG in await connection.until(b"bytes")
    assert not connection.closed


async def test_what_nobody_reads_is_not_taken_in_and_takes_none_of_the_clients_time() -> None:
    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        await reads.wait()
        await counting(scope, receive, send)

    reads = asyncio.Event()
    connection = Connection(waiting)
    connection.send(_HEAD % _LONG, b"\r\n", b"x" * (HELD + 1))
    assert connection.transport.producerState == "paused"
    connection.clock.advance(10 * BODY_SECONDS)
    assert not connection.closed
    reads.set()
    await _rounds()
    assert connection.transport.producerState == "producing"
    connection.send(b"x" * (_LONG - HELD - 1))
    assert b"%d bytes" % _LONG in await connection.until(b"bytes")


@pytest.mark.parametrize("expects", [b"", b"Expect: 100-continue\r\n"])
async def test_who_is_refused_by_the_head_is_told_at_once_and_heard_out_for_a_moment(expects: bytes) -> None:
    connection = Connection(refusing)
    connection.send(_HEAD % _LONG, expects, b"\r\n")
    if not expects:
        connection.send(b"x" * (HELD + 1))
    said = await connection.until(b"no key")
    assert said.startswith(b"HTTP/1.1 401 Unauthorized\r\n")
    assert b"Connection: close\r\n" in said
    assert connection.transport.half_closed
    connection.send(b"x" * HELD, _GET)
    assert connection.said == said
    connection.clock.advance(LINGER_SECONDS)
    assert connection.transport.aborted


@pytest.mark.parametrize("head", [b"GET /?%s", b"GET / HTTP/1.1\r\nX: %s"])
async def test_a_head_that_is_too_long_is_refused_in_words_and_the_rest_of_it_thrown_away(
    head: bytes,
) -> None:
    connection = Connection(counting)
    connection.send(head % (b"a" * 20_000))
    said = await connection.until(b"16 KB")
    assert said.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n")
    assert connection.transport.half_closed
    connection.send(b"a" * 20_000, b"\r\n\r\n", _GET)
    assert connection.said == said
    connection.clock.advance(LINGER_SECONDS)
    assert connection.transport.aborted


async def test_who_waits_to_be_asked_for_the_body_is_asked_when_it_is_wanted() -> None:
    connection = Connection(counting)
    connection.send(_HEAD % 5, b"Expect: 100-continue\r\n\r\n")
    assert await connection.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.send(b"12345")
    assert (await connection.until(b"5 bytes")).count(b"100 Continue") == 1
    assert not connection.closed


async def test_pipelined_requests_are_answered_in_turn() -> None:
    connection = Connection(counting)
    connection.send((_HEAD % 3) + b"\r\nabc" + _GET)
    said = await connection.until(b"0 bytes")
    assert said.index(b"3 bytes") < said.index(b"0 bytes")


async def _rounds() -> None:
    """Let what is ready in the loop run."""
    for _ in range(5):
        await asyncio.sleep(0)
