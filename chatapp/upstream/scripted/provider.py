"""A scripted provider over real HTTP, for tests and development: the model's name chooses the script.

    python -m chatapp.upstream.scripted --port 9100 --key sk-test

`GET /v1/models`, `POST /v1/chat/completions`, `POST /v1/embeddings`, and `POST /control/release` with
`{"gate": <a model named "gated...">}`, which answers how many streams went on.
"""

import argparse
import asyncio
import json
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Self

from chatapp.upstream.scripted.gates import Gate, Gates
from chatapp.upstream.scripted.http import HttpConnection, Received
from chatapp.upstream.scripted.scripts import SCRIPTS, respond
from chatapp.upstream.scripted.scripts.answer import Script
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.embeddings import LARGEST, embeddings
from chatapp.upstream.scripted.scripts.faults import rejection
from chatapp.upstream.scripted.scripts.response import Response
from chatapp.upstream.scripted.tally import Tally


class ScriptedProvider:
    """Listens on 127.0.0.1 between enter and exit; port 0 takes a free one.

    `requests` are all that came, `disconnects` those whose client left before the end of its answer: both
    grow and can be waited on (`await provider.requests.wait(3)`).
    """

    def __init__(
        self,
        scripts: Mapping[str, Script] = SCRIPTS,
        api_key: str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.requests: Tally[Received] = Tally()
        self.disconnects: Tally[Received] = Tally()
        self._scripts, self._api_key = scripts, api_key
        self._host, self._port = host, port
        self._gates = Gates()
        self._attempts: Counter[str] = Counter()
        self._connections: set[HttpConnection] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: HttpConnection(self), self._host, self._port, backlog=1024
        )
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in set(self._connections):
            connection.abort()
        await self._server.wait_closed()

    @property
    def base_url(self) -> str:
        return f"http://{self._host}:{self._port}/v1"

    def gate(self, name: str) -> Gate:
        """The gate at which the answers of the model of this name wait."""
        return self._gates[name]

    def hang_up(self) -> None:
        """Ends all kept-alive connections before a client of this loop can see it."""
        for connection in self._connections:
            connection.hang_up()

    async def wait_disconnect(self, count: int = 1) -> None:
        """Returns when so many clients have left before the end of their answer."""
        await self.disconnects.wait(count)

    def hold(self, gate: str, passed: Callable[[], None]) -> None:
        self._gates[gate].hold(passed)

    def leave(self, gate: str, passed: Callable[[], None]) -> None:
        self._gates[gate].leave(passed)

    def connected(self, connection: HttpConnection) -> None:
        self._connections.add(connection)

    def disconnected(self, connection: HttpConnection, unfinished: Received | None) -> None:
        self._connections.discard(connection)
        if unfinished:
            self.disconnects.append(unfinished)

    def answer(
        self, port: int, method: str, path: str, headers: Mapping[str, str], body: Any
    ) -> tuple[Received, Response]:
        """Writes the request down and finds its answer."""
        received = Received(len(self.requests) + 1, port, method, path, headers, body)
        self.requests.append(received)
        return received, self._respond(received)

    def _respond(self, received: Received) -> Response:
        body = received.body if isinstance(received.body, dict) else {}
        if self._api_key and received.headers.get("authorization") != f"Bearer {self._api_key}":
            return rejection(401, "Incorrect API key provided.", "invalid_api_key")
        match received.method, received.path.partition("?")[0]:
            case "GET", "/v1/models":
                return _json({"object": "list", "data": [_model(name) for name in self._scripts]})
            case "POST", "/v1/chat/completions":
                return respond(self._scripts, ScriptedCall(received.number, self._attempt(received), body))
            case "POST", "/v1/embeddings" if (body.get("dimensions") or 0) > LARGEST:
                return rejection(400, f"A vector has at most {LARGEST} dimensions.", "invalid_value")
            case "POST", "/v1/embeddings":
                return _json(embeddings(body))
            case "POST", "/control/release":
                return _json({"released": self._gates[str(body.get("gate", "gated"))].release()})
        return rejection(404, f"There is no {received.method} {received.path} here.", "not_found")

    def _attempt(self, received: Received) -> int:
        """The how manieth request this is with the same key, model and messages."""
        asked = [
            received.headers.get("authorization"),
            received.body.get("model"),
            received.body.get("messages"),
        ]
        same = json.dumps(asked)
        self._attempts[same] += 1
        return self._attempts[same]


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "scripted"}


def _json(value: object) -> Response:
    return Response(json.dumps(value).encode())


async def _serve(port: int, key: str | None) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with ScriptedProvider(api_key=key, port=port) as provider:
        print(provider.base_url, flush=True)
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A scripted provider of the Chat Completions API.")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--key", help="the one API key to accept; any without it")
    options = parser.parse_args()
    asyncio.run(_serve(options.port, options.key))
