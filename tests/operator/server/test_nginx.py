"""The sample for nginx, as it is shipped, in front of two servers."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from bench.nginx import HOST, MISSING, SAMPLE, Proxy, found, nginx, write
from bench.processes import free_port
from chatapp.upstream.scripted.scripts.text import numbered
from tests.api.calling import text_of
from tests.api.remote import OWN, asked
from tests.api.stage import COMPLETIONS
from tests.page import Page
from tests.servers.processes import RunManage, Serve
from tests.servers.remote import RemoteSocket, Team
from tests.timeouts import TIMEOUT

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.processes,
    pytest.mark.skipif(found() is None, reason=MISSING),
]

# The titles of chats would wait at the gate as well.
_PUBLIC = {"PUBLIC_URL": f"https://{HOST}", "TRUST_PROXY": "1", "TITLE_MODEL": "words-5"}


@dataclass(frozen=True)
class Behind:
    proxy: Proxy
    servers: list[Serve]


def test_the_sample_is_loaded_without_a_word_of_warning(tmp_path: Path) -> None:
    with nginx(tmp_path, [1, 2]) as proxy:
        proxy.trust.set_alpn_protocols(["h2", "http/1.1"])
        with (
            socket.create_connection(("127.0.0.1", proxy.port)) as plain,
            proxy.trust.wrap_socket(plain, server_hostname=HOST) as spoken,
        ):
            assert spoken.selected_alpn_protocol() == "h2"
    whole = write(tmp_path, 2, 3, [4, 5])
    checked = subprocess.run(
        [found() or "", "-t", "-p", str(tmp_path), "-c", str(whole)],
        stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_the_samples_take_bodies_as_long_as_the_server_does() -> None:
    whole = settings.MAX_BODY_BYTES >> 20
    assert re.findall(r"client_max_body_size (\w+);", SAMPLE.read_text()) == [f"{whole}m"]
    caddy = SAMPLE.with_name("Caddyfile").read_text()
    assert re.findall(r"max_size (\w+)", caddy) == [f"{whole}MiB"]


async def test_a_browser_and_a_script_reach_the_server_through_it(team: Team, behind: Behind) -> None:
    async with _client(behind.proxy) as client:
        redirected = await client.get(f"{behind.proxy.plain}/account/login/?next=/")
        assert redirected.status_code == 308
        assert redirected.headers["location"] == f"https://{HOST}/account/login/?next=/"
        page = await client.get("/account/login/")
        assert page.status_code == 200
        assert "secure" in page.headers["set-cookie"].lower()
        large = await client.post(COMPLETIONS, content=b"x" * (4 << 20))
        assert (large.status_code, large.json()["error"]["code"]) == (401, "invalid_api_key")
    async with _socket(team, behind.proxy) as line:
        assert (await line.answer("Hello", model=team.models["words-5"])).text == numbered(5)


async def test_a_rolling_restart_costs_nobody_anything(
    team: Team, behind: Behind, run_manage: RunManage
) -> None:
    made = run_manage("createapikey", "alice@example.com", "--name", "x", DATABASE_URL=team.database, **OWN)
    assert made.wait() == 0, made.output
    gate, leaving = team.scripted.gate("gated"), behind.servers[0]
    async with _client(behind.proxy, made.lines[-1].strip()) as client:
        calls = [asyncio.ensure_future(_streamed(client, "gated")) for _ in range(4)]
        chats = [asyncio.ensure_future(_followed(team, behind.proxy)) for _ in range(4)]
        await gate.reached(8)
        leaving.send(signal.SIGTERM)
        await asyncio.to_thread(leaving.line_with, "Stopping")
        new = await asyncio.gather(*(_streamed(client, "words-5") for _ in range(8)))
        gate.release()
        streamed, followed = await asyncio.gather(*calls), await asyncio.gather(*chats)
    assert set(new) == {numbered(5)}
    assert set(streamed) == set(followed) == {numbered(40)}
    assert await asyncio.to_thread(leaving.wait) == 0


@pytest.fixture
def behind(process_database: str, tmp_path: Path) -> Iterator[Behind]:
    """Two servers, and nginx in front of them."""
    ports = [free_port(), free_port()]
    own = {"DATABASE_URL": process_database, **OWN, **_PUBLIC}
    with ThreadPoolExecutor() as threads, ExitStack() as stack:
        servers = list(threads.map(lambda port: Serve(tmp_path / "data", own, port), ports))
        for server in servers:
            stack.callback(server.kill)
        yield Behind(stack.enter_context(nginx(tmp_path, ports)), servers)


@asynccontextmanager
async def _client(proxy: Proxy, key: str = "unknown") -> AsyncIterator[httpx.AsyncClient]:
    headers = {"host": HOST, "authorization": f"Bearer {key}", "content-type": "application/json"}
    async with httpx.AsyncClient(
        base_url=proxy.url, verify=proxy.trust, headers=headers, timeout=TIMEOUT, trust_env=False
    ) as client:
        yield client


@asynccontextmanager
async def _socket(team: Team, proxy: Proxy) -> AsyncIterator[RemoteSocket]:
    """Alice's browser, which believes that the proxy is where its name says."""
    async with connect(
        f"wss://{HOST}/ws/",
        host="127.0.0.1",
        port=proxy.port,
        ssl=proxy.trust,
        origin=Origin(f"https://{HOST}"),
        additional_headers={"Cookie": f"sessionid={team.session}; __Host-sessionid={team.session}"},
        max_size=None,
        proxy=None,
    ) as connection:
        yield await RemoteSocket(connection).start()


async def _streamed(client: httpx.AsyncClient, model: str) -> str:
    async with client.stream("POST", COMPLETIONS, json=asked(model, stream=True)) as response:
        received = await response.aread()
    assert received.endswith(b"data: [DONE]\n\n"), received[-200:]
    return text_of(received)


async def _followed(team: Team, proxy: Proxy) -> str:
    """What Alice's page shows in the end: sent away by one server, it comes back to the other."""
    page, sent = Page(), None
    while not page.ended:
        with suppress(ConnectionClosed):
            async with _socket(team, proxy) as line:
                sent = sent or await line.ask("Tell me", model=team.models["gated"])
                await line.send("resync", turn=sent["turn"])
                page = await Page().watch(line, sent["turn"])
    assert page.turn["status"] == "done"
    return page.text
