"""The reader of a provider's bytes, which has no future of its own for each read."""

import asyncio

import aiohttp
import pytest
from aiohttp.streams import StreamReader

from chatapp.upstream.arrival import Arrival, ArrivalHandler

pytestmark = pytest.mark.anyio


class Connection:
    """A line whose bytes come by hand, as its transport would bring them."""

    def __init__(self) -> None:
        self.handler = ArrivalHandler(asyncio.get_running_loop())
        self.handler.connection_made(asyncio.Transport())
        self.content = StreamReader(self.handler, 2**16)
        self.handler.arrival = self.arrival = Arrival(self.content)

    def bring(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.content.feed_data(piece)
        asyncio.get_running_loop().call_soon(self.arrival.resume)


async def waiting(connection: Connection) -> asyncio.Task[bytes]:
    task = asyncio.create_task(connection.arrival.read())
    await asyncio.sleep(0)
    assert connection.content._waiter is connection.arrival
    return task


async def test_what_one_read_of_the_socket_brought_is_given_out_at_once() -> None:
    connection = Connection()
    for number in range(3):
        task = await waiting(connection)
        connection.bring(b"%d" % number, b"!")
        assert await task == b"%d!" % number


async def test_a_reader_that_is_cancelled_leaves_what_comes_to_the_next() -> None:
    connection = Connection()
    task = await waiting(connection)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    connection.bring(b"late")
    assert await connection.arrival.read() == b"late"


async def test_a_reader_that_is_cancelled_as_its_bytes_come_leaves_them_to_the_next() -> None:
    connection = Connection()
    task = await waiting(connection)
    connection.bring(b"both")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await connection.arrival.read() == b"both"


async def test_a_failure_from_elsewhere_reaches_the_reader_that_waits() -> None:
    connection = Connection()
    task = await waiting(connection)
    connection.content.set_exception(aiohttp.SocketTimeoutError("too late"))
    with pytest.raises(aiohttp.SocketTimeoutError):
        await task


async def test_the_end_of_the_body_is_an_empty_read() -> None:
    connection = Connection()
    task = await waiting(connection)
    connection.content.feed_eof()
    asyncio.get_running_loop().call_soon(connection.arrival.resume)
    assert await task == b""
    assert await connection.arrival.read() == b""


async def test_a_reader_of_a_closed_connection_does_not_wait() -> None:
    connection = Connection()
    connection.handler.connection_lost(None)
    with pytest.raises(RuntimeError):
        await connection.arrival.read()
