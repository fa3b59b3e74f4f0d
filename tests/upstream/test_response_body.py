"""What has come of a body is taken at once, and a connection that brings more than is taken has to wait."""

import asyncio
from typing import Any, cast

import aiohttp
import pytest

from chatapp.upstream.response_body import ArrivalReader

pytestmark = pytest.mark.anyio

LIMIT = 4


class Protocol:
    """The side of a connection that a reader of aiohttp's knows."""

    transport: object = object()
    _reading_paused = False

    def pause_reading(self) -> None:
        self._reading_paused = True

    def resume_reading(self, resume_parser: bool = True) -> None:
        self._reading_paused = False


@pytest.fixture
def protocol() -> Protocol:
    return Protocol()


@pytest.fixture
async def received(protocol: Protocol) -> ArrivalReader:
    loop = asyncio.get_running_loop()
    return ArrivalReader.of(aiohttp.StreamReader(cast(Any, protocol), LIMIT, loop=loop))


async def test_all_that_came_is_taken_together(received: ArrivalReader) -> None:
    for piece in (b"a", b"b", b"c"):
        received.feed_data(piece)
    await received.arrival()
    assert received.take() == b"abc"
    assert received.take() == b""


async def test_who_waits_is_woken_by_the_first_piece(received: ArrivalReader) -> None:
    waiting = asyncio.ensure_future(received.arrival())
    await asyncio.sleep(0)
    assert not waiting.done()
    received.feed_data(b"a")
    received.feed_data(b"b")
    await waiting
    assert received.take() == b"ab"


async def test_the_end_is_an_arrival_of_nothing(received: ArrivalReader) -> None:
    received.feed_data(b"a")
    received.feed_eof()
    for expected in (b"a", b""):
        await received.arrival()
        assert received.take() == expected


async def test_an_error_comes_after_what_came_before_it(received: ArrivalReader) -> None:
    received.feed_data(b"a")
    received.set_exception(aiohttp.ClientPayloadError("cut"))
    await received.arrival()
    assert received.take() == b"a"
    await received.arrival()
    with pytest.raises(aiohttp.ClientPayloadError):
        received.take()


async def test_a_closed_connection_keeps_nobody_waiting(received: ArrivalReader, protocol: Protocol) -> None:
    protocol.transport = None
    await received.arrival()
    with pytest.raises(aiohttp.ClientConnectionError):
        received.take()


async def test_a_connection_waits_until_what_it_brought_is_taken(
    received: ArrivalReader, protocol: Protocol
) -> None:
    received.feed_data(b"x" * (2 * LIMIT))
    assert not protocol._reading_paused
    received.feed_data(b"y")
    assert protocol._reading_paused
    assert received.take() == b"x" * (2 * LIMIT) + b"y"
    assert not protocol._reading_paused
