"""Connections of a server that ends: what was asked is answered, and nothing is asked on a line that closes."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from tests.web.connection import Connection

pytestmark = pytest.mark.anyio

_GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
_UPGRADE = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: abc\r\n"
)


async def greeting(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


async def test_a_kept_connection_without_a_request_is_closed() -> None:
    connection = Connection(greeting)
    connection.send(_GET, b"\r\n")
    assert b"Connection: close" not in await connection.until(b"hello")
    connection.server.retire()
    assert connection.closed


async def test_what_has_arrived_on_a_kept_connection_is_read_first() -> None:
    connection = Connection(greeting)
    connection.send(_GET, b"\r\n")
    first = await connection.until(b"hello")
    connection.transport.arrived = _GET + b"\r\n"
    connection.server.retire()
    second = (await connection.until(first + b"HTTP/1.1 200 OK\r\nConnection: close\r\n"))[len(first) :]
    assert second.endswith(b"hello")
    assert connection.closed


@pytest.mark.parametrize("before", [b"", _GET])
async def test_a_request_that_is_on_its_way_is_answered_as_the_last_one(before: bytes) -> None:
    connection = Connection(greeting)
    connection.send(before)
    connection.server.retire()
    assert not connection.closed
    connection.send(_GET if not before else b"", b"\r\n")
    assert b"Connection: close\r\n" in await connection.until(b"hello")
    assert connection.closed


async def test_an_answer_that_runs_ends_with_its_connection() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await told.wait()
        await greeting(scope, receive, send)

    told = asyncio.Event()
    connection = Connection(slow)
    connection.send(_GET, b"\r\n")
    connection.server.retire()
    assert not connection.closed
    told.set()
    assert b"Connection: close\r\n" in await connection.until(b"hello")
    assert connection.closed


async def test_a_last_answer_that_is_still_on_its_way_out_is_left_alone() -> None:
    connection = Connection(greeting)
    connection.transport.flushes = False
    connection.send(_GET, b"Connection: close\r\n\r\n")
    said = await connection.until(b"hello")
    connection.server.retire()
    assert connection.said == said


async def test_a_page_that_asks_for_a_socket_is_sent_to_another_server() -> None:
    connection = Connection(greeting)
    connection.server.retire()
    connection.send(_GET, _UPGRADE, b"\r\n")
    assert (await connection.until(b"restarts")).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert connection.closed


async def test_the_server_waits_for_what_is_on_its_way_and_not_for_connections_nobody_uses() -> None:
    connection, unused = Connection(greeting), Connection(greeting)
    unused.server.retire()
    connection.send(_GET)
    connection.server.retire()
    emptied = asyncio.ensure_future(connection.server.emptied())
    await unused.server.emptied()
    assert unused.closed
    assert not emptied.done()
    connection.send(b"\r\n")
    await connection.until(b"hello")
    await emptied


async def test_the_end_takes_a_connection_whose_application_has_ended() -> None:
    connection = Connection(greeting)
    connection.send(_GET, b"\r\n")
    await connection.until(b"hello")
    server = connection.server
    server.connections[object()] = {"connected": 0.0, "disconnected": 1.0}
    ended: asyncio.Future[object] = server.kill_all_applications().asFuture(asyncio.get_running_loop())
    await ended
    assert all("application_instance" in held for held in server.connections.values())
