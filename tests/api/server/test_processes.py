"""Real servers: what they share, what they refuse to take in, and how they end."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest

from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.estimate import tokens
from chatapp.wire.json import jsontext
from tests.api.calling import text_of
from tests.api.remote import Remote, asked, streaming
from tests.api.scripts import LARGE, large
from tests.api.stage import COMPLETIONS
from tests.servers.processes import Serve, StartServer
from tests.timeouts import TIMEOUT

pytestmark = [pytest.mark.anyio, pytest.mark.processes]

_MEBIBYTE = 1 << 20


async def test_two_processes_share_the_count_of_a_key(remote: Remote, start_server: StartServer) -> None:
    first, second = start_server(), start_server()
    async with remote.client(first, remote.limited) as one, remote.client(second, remote.limited) as other:
        answers = [await client.get("/v1/models") for client in (one, other, one, other, one)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    left = [answer.headers["x-ratelimit-remaining-requests"] for answer in answers]
    assert left == ["2", "1", "0", "0", "0"]


async def test_a_body_that_is_too_long_is_refused_however_it_comes(
    remote: Remote, start_server: StartServer
) -> None:
    server = start_server(MAX_BODY_MB="1")
    async with remote.client(server) as client:
        for content in (b"x" * (_MEBIBYTE + 1), _chunked(_MEBIBYTE + 1), _chunked(12 * _MEBIBYTE)):
            refused = await client.post(COMPLETIONS, content=content)
            assert (refused.status_code, refused.json()["error"]["code"]) == (413, "request_too_large")
            assert refused.headers["x-request-id"]
        padding = " " * (_MEBIBYTE - len(jsontext.dumps(asked("words-20"))))
        fits = jsontext.dumps(asked("words-20")) + padding.encode()
        assert (await client.post(COMPLETIONS, content=fits)).status_code == 200
        assert (await client.get("/v1/models")).status_code == 200


async def test_a_server_that_ends_lets_what_runs_come_to_its_end(
    remote: Remote, start_server: StartServer
) -> None:
    server = start_server()
    async with remote.client(server) as client, streaming(client, "gated") as reading:
        await reading.until("word20")
        await _told_to_end(server)
        with pytest.raises(httpx.ConnectError):
            await client.post(COMPLETIONS, json=asked("words-20"))
        remote.scripted.gate("gated").release()
        received = await reading.rest()
    assert text_of(received) == numbered(40)
    assert received.endswith(b"data: [DONE]\n\n")
    assert server.wait() == 0
    assert remote.ended()["status"] == "done"


async def test_what_takes_longer_is_ended_with_an_error(remote: Remote, start_server: StartServer) -> None:
    server = start_server(GRACE_SECONDS="1")
    async with remote.client(server) as client, streaming(client, "gated", "Hello " * 10) as reading:
        await reading.until("word20")
        silent = asyncio.ensure_future(client.post(COMPLETIONS, json=asked("silence")))
        await remote.scripted.requests.wait(2)
        server.send(signal.SIGTERM)
        received = await reading.rest()
        refused = await silent
    assert text_of(received) == numbered(20)
    *_, last, rest = received.split(b"\n\n")
    assert (jsontext.loads(last.removeprefix(b"data: "))["error"]["code"], rest) == ("shutting_down", b"")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "shutting_down")
    assert server.wait() == 0
    assert "Traceback" not in server.output
    ended = remote.rows("SELECT status, estimated, prompt_tokens FROM usage_usagerecord ORDER BY id")
    assert [row["status"] for row in ended] == ["interrupted"] * 2
    prompt_tokens = 4 + tokens("Hello " * 10)
    assert {"status": "interrupted", "estimated": True, "prompt_tokens": prompt_tokens} in ended


async def test_what_a_killed_server_left_is_closed_and_estimated(
    remote: Remote, start_server: StartServer
) -> None:
    server = start_server()
    async with remote.client(server) as client, streaming(client, "gated", "Hello " * 10) as reading:
        await reading.until("word20")
        server.kill()
        with pytest.raises(httpx.TransportError):
            await reading.rest()
    remote.rows(
        "UPDATE conversations_runner SET heartbeat_at = heartbeat_at - interval '1 minute' RETURNING 1"
    )
    with remote.metering() as metered:
        start_server()
        await asyncio.to_thread(metered)
    ended = remote.ended()
    assert (ended["status"], ended["counted"], ended["estimated"]) == ("interrupted", "interrupted", True)
    assert ended["prompt_tokens"] == 4 + tokens("Hello " * 10)
    assert ended["finished_at"] is not None


async def test_a_client_that_does_not_read_holds_the_provider_and_nobody_else(
    remote: Remote, start_server: StartServer
) -> None:
    server = start_server(MAX_ANSWER_MB="64")
    with _asking(server, remote.key) as unread:
        async with remote.client(server) as client:
            before = -1
            # A call of somebody else is the clock: what has not moved for so many stands still.
            while before != large.written or not large.written:
                before = large.written
                for _ in range(10):
                    assert (await client.post(COMPLETIONS, json=asked("words-20"))).status_code == 200
        assert large.written < LARGE / 2
        await asyncio.to_thread(_read_to_the_end, unread)
    assert large.written == LARGE
    assert remote.rows("SELECT 1 FROM completions_completion WHERE model_name = 'large' AND status = 'done'")


async def test_150_streams_at_once_are_all_whole(remote: Remote, start_server: StartServer) -> None:
    server = start_server()
    async with remote.client(server) as client:

        async def one() -> bytes:
            async with streaming(client, "gated") as reading:
                await reading.until("word20")
                return await reading.rest()

        running = [asyncio.ensure_future(one()) for _ in range(150)]
        await remote.scripted.gate("gated").reached(150)
        remote.scripted.gate("gated").release()
        answers = await asyncio.gather(*running)
    assert {text_of(answer) for answer in answers} == {numbered(40)}
    assert all(answer.endswith(b"data: [DONE]\n\n") for answer in answers)
    assert remote.row("SELECT count(*) FROM usage_usagerecord WHERE status = 'done'") == {"count": 150}


async def _chunked(length: int) -> AsyncIterator[bytes]:
    for _ in range(0, length, 1 << 16):
        yield b"x" * (1 << 16)


async def _told_to_end(server: Serve) -> None:
    server.send(signal.SIGTERM)
    await asyncio.to_thread(server.line_with, "Stopping")
    # It stops listening a moment after it says so.
    address = urlsplit(server.url)
    with suppress(ConnectionRefusedError):
        while True:
            _, writer = await asyncio.open_connection(address.hostname, address.port)
            writer.close()


def _asking(server: Serve, key: str) -> socket.socket:
    """A connection on which an answer has been asked for, and nothing read."""
    address = urlsplit(server.url)
    connection = socket.create_connection((address.hostname, address.port), timeout=TIMEOUT)
    body = jsontext.dumps(asked("large", stream=True))
    head = (
        f"POST {COMPLETIONS} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    return connection


def _read_to_the_end(connection: socket.socket) -> None:
    last = b""
    for data in _pieces(connection):
        last = (last + data)[-64:]
    assert b"data: [DONE]" in last


def _pieces(connection: socket.socket) -> Iterator[bytes]:
    while data := connection.recv(1 << 20):
        yield data
