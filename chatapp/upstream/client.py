"""One provider: one attempt of one call."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from chatapp.upstream import http_errors
from chatapp.upstream.answer import Answer, Embedded, completion_of, embedded, json_of
from chatapp.upstream.body import Body
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Phase
from chatapp.upstream.rejection import rejected, rejected_inside, request_id
from chatapp.upstream.stream import Stream
from chatapp.upstream.transport import client_for
from chatapp.upstream.turnstile import Turnstile
from chatapp.wire.json import jsontext
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest

_CHAT = "chat/completions"


class Upstream:
    """Holds the provider's pooled connections. Every call raises UpstreamError (see `errors`).

    The first call opens the client, in its loop; after `aclose` the next call opens a new one.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        transport: httpx.AsyncBaseTransport | None = None,
        turnstile: Turnstile | None = None,
    ) -> None:
        self.endpoint = endpoint
        self._transport = transport
        self._turnstile = turnstile or Turnstile()
        self._client: httpx.AsyncClient | None = None
        self._calls = 0
        self._retired = False

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncIterator[Stream]:
        """Entering returns when the headers of the answer are here; leaving closes the connection at once."""
        content = _content(request, stream=True)
        async with self._call("POST", _CHAT, content) as (response, body):
            stream = Stream(response, body, self.endpoint, self._turnstile)
            yield stream
            if stream.done:
                await body.drain()

    async def complete(self, request: Request) -> Answer:
        """The whole answer at once. Its provider is silent until it is whole: only the total limit counts."""
        content = _content(request, stream=False)
        async with self._call("POST", _CHAT, content, silent=True) as (response, body):
            status, headers = response.status_code, response.headers
            completion = completion_of(await body.rest(), status, headers, self.endpoint)
            return Answer(completion, request_id(headers), headers)

    async def embed(self, request: EmbeddingsRequest) -> Embedded:
        """The vectors of texts, as the provider gives them."""
        content = jsontext.dumps(request.raw)
        async with self._call("POST", "embeddings", content, silent=True) as (response, body):
            return embedded(await body.rest(), response.status_code, response.headers, self.endpoint)

    async def models(self) -> Sequence[Mapping[str, Any]]:
        """What `GET /models` lists, each with an `id`: in `data`, in `models`, or in a bare list."""
        async with self._call("GET", "models", None) as (response, body):
            status, headers = response.status_code, response.headers
            content = await body.rest()
            listed = _listed(json_of(content, status, headers, self.endpoint))
            if listed is None:
                raise rejected_inside(status, headers, content, self.endpoint)
            return [model for item in listed if (model := _model(item))]

    async def retire(self) -> None:
        """Closes when the last call has ended."""
        self._retired = True
        await self._close_if_unused()

    async def aclose(self) -> None:
        """Closes all connections at once; what still streams breaks."""
        client, self._client = self._client, None
        if client:
            await client.aclose()

    @asynccontextmanager
    async def _call(
        self, method: str, path: str, content: bytes | None, *, silent: bool = False
    ) -> AsyncIterator[tuple[httpx.Response, Body]]:
        """One answer whose status is good, closed at the end in any case."""
        deadline = asyncio.get_running_loop().time() + self.endpoint.timeouts.total
        self._calls += 1
        try:
            request = self._request(method, path, content)
            response = await self._send(request, deadline, silent=silent)
            body = Body(response, self.endpoint, deadline)
            try:
                if response.status_code >= 300:
                    text = await body.beginning()
                    raise rejected(response.status_code, response.headers, text, self.endpoint)
                yield response, body
            finally:
                body.close()
                await response.aclose()
        finally:
            self._calls -= 1
            if self._retired:
                await self._close_if_unused()

    def _request(self, method: str, path: str, content: bytes | None) -> httpx.Request:
        headers = self.endpoint.request_headers()
        if content is not None:
            headers["content-type"] = "application/json"
        try:
            return self._opened().build_request(
                method, self.endpoint.url(path), content=content, headers=headers
            )
        except (ValueError, httpx.InvalidURL):
            raise http_errors.unsendable(self.endpoint) from None

    async def _send(self, request: httpx.Request, deadline: float, *, silent: bool) -> httpx.Response:
        timeouts = self.endpoint.timeouts
        within = timeouts.total if silent else timeouts.connect + timeouts.read_idle
        idle_end = asyncio.get_running_loop().time() + within
        limit = asyncio.timeout_at(min(deadline, idle_end))
        try:
            async with limit:
                return await self._opened().send(request, stream=True)
        except http_errors.ERRORS as error:
            if limit.expired():
                phase = Phase.TOTAL if deadline <= idle_end else Phase.IDLE
                raise http_errors.timed_out(phase, self.endpoint) from error
            raise http_errors.while_connecting(error, self.endpoint) from error
        except ValueError:
            raise http_errors.unsendable(self.endpoint) from None

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = client_for(self.endpoint, self._transport)
        return self._client

    async def _close_if_unused(self) -> None:
        if not self._calls:
            await self.aclose()


def _content(request: Request, *, stream: bool) -> bytes:
    # A copy: it lives as long as the answer, and orjson's own bytes keep 16 KiB however short they are.
    return bytes(memoryview(jsontext.dumps({**request.raw, "stream": stream})))


def _listed(value: object) -> list[object] | None:
    if isinstance(value, dict):
        value = next((value[name] for name in ("data", "models") if isinstance(value.get(name), list)), None)
    return value if isinstance(value, list) else None


def _model(item: object) -> Mapping[str, Any] | None:
    if isinstance(item, str):
        return {"id": item}
    if not isinstance(item, dict):
        return None
    name = next((item[key] for key in ("id", "model", "name") if isinstance(item.get(key), str)), "")
    return {**item, "id": name} if name else None
