"""Sockets that say too much, or do not read: they cost little, and nobody else anything."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import psutil
import pytest

from tests.live.raw_socket import PING, RawSocket, raw_socket
from tests.page import Page
from tests.servers.processes import Serve, StartServer
from tests.servers.remote import Team

pytestmark = [pytest.mark.anyio, pytest.mark.processes]

MEBIBYTE = 1 << 20
_NO_FINAL, _COMPRESSED = 0, 0xC0
_NOBODY = "01990a1c-7a3e-7c11-9d2b-0b6f6a5d8e01"


async def test_a_socket_that_says_too_much_is_closed(team: Team, start_server: StartServer) -> None:
    server = start_server()
    memory = resident(server)

    async with raw_socket(server, team.session) as socket:
        ack = b'{"type":"ack","turn":"%s","seq":1}' % _NOBODY.encode()
        closed = asyncio.create_task(socket.closed())
        while not closed.done():
            await say_again(socket, ack)
        assert closed.result() == 4429

    async with raw_socket(server, team.session) as socket:
        for opcode in (1, 0, 0):
            await socket.send_frame(b"x" * 500_000, opcode, first=_NO_FINAL)
        assert await socket.closed() == 1009

    offer = "Sec-WebSocket-Extensions: permessage-deflate"
    async with raw_socket(server, team.session, offer) as socket:
        assert b"extensions" not in socket.headers.lower()
        await socket.send_frame(b"x" * 100, first=_COMPRESSED)
        assert await socket.closed() == 1002

    assert resident(server) - memory < 32 * MEBIBYTE


async def test_a_socket_that_does_not_read_costs_a_bounded_memory_and_others_nothing(
    team: Team, start_server: StartServer
) -> None:
    server = start_server()
    async with team.socket(server) as socket, raw_socket(server, team.session) as deaf:
        sent = await socket.ask("Tell me", model=team.models["megabyte"])
        whole = await Page().watch(socket, sent["turn"])
        memory = resident(server)
        for number in range(50):
            await deaf.send(type="resync", turn=sent["turn"], re=number)
            await asyncio.wait_for(deaf.send_frame(b"x" * 100, PING, times=20), 10)
            await socket.send("ping")
            await socket.next("pong")
        assert resident(server) - memory < 32 * MEBIBYTE

        # One snapshot waits for it, and the next one comes when it has said that it took that in.
        first = await deaf.next("snapshot")
        await deaf.send(type="ack", turn=sent["turn"], seq=first["seq"])
        assert (await deaf.next("snapshot"))["messages"] == first["messages"] == whole.messages


async def test_what_a_slow_reader_says_is_heard_while_a_long_answer_waits_for_it(
    team: Team, start_server: StartServer
) -> None:
    server = start_server()
    async with team.socket(server) as socket, raw_socket(server, team.session) as slow:
        long = await socket.ask("Tell me", model=team.models["megabyte"])
        await Page().watch(socket, long["turn"])
        running = await socket.ask("Tell me", model=team.models["gated"])
        for _ in range(4):
            await slow.send(type="resync", turn=long["turn"])
        await slow.send(type="stop", turn=running["turn"])

        assert (await Page().watch(socket, running["turn"])).turn["status"] == "stopped"


async def say_again(socket: RawSocket, data: bytes) -> None:
    # The line may have been cut.
    with suppress(OSError):
        await socket.send_frame(data, times=100)
    await asyncio.sleep(0)


def resident(server: Serve) -> int:
    size: int = psutil.Process(server.process.pid).memory_info().rss
    return size
