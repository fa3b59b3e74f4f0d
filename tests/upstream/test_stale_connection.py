"""A request that met a connection which the server had closed already is sent again, and no other is."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import ConnectFailed
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts import SCRIPTS
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Cut, Response, Step, Wait
from chatapp.wire.request.embeddings import EmbeddingsRequest
from tests.upstream.asking import answered, asked

pytestmark = pytest.mark.anyio

_VECTORS = EmbeddingsRequest({"model": "embedding", "input": "cats"})
# Longer than the other end may wait with its acknowledgement.
_SEEN = 0.3

CALLS: dict[str, Callable[[Upstream], Awaitable[Any]]] = {
    "stream": lambda upstream: answered(upstream, asked("echo")),
    "whole": lambda upstream: upstream.complete(asked("echo")),
    "large": lambda upstream: upstream.complete(asked("echo", "cats " * 200_000)),
    "embeddings": lambda upstream: upstream.embed(_VECTORS),
    "models": lambda upstream: upstream.models(),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
async def test_a_request_over_a_connection_that_was_closed_is_sent_again(
    upstream: Upstream, provider: ScriptedProvider, call: Callable[[Upstream], Awaitable[Any]]
) -> None:
    await upstream.models()
    provider.hang_up()
    assert await call(upstream)
    first, second = provider.requests
    assert first.port != second.port


async def test_one_that_meets_several_such_connections_ends_at_a_fresh_one(
    upstream: Upstream, provider: ScriptedProvider
) -> None:
    async with upstream.stream(asked("gated:a")) as one, upstream.stream(asked("gated:b")) as other:
        for name, stream in (("gated:a", one), ("gated:b", other)):
            provider.gate(name).release()
            async for _ in stream:
                pass
    provider.hang_up()
    assert await upstream.complete(asked("echo"))
    assert len({received.port for received in provider.requests}) == 3


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
async def test_a_request_that_the_server_has_seen_is_not_sent_again(reset: bool) -> None:
    def die(call: ScriptedCall) -> Response:
        steps: list[Step] = [Wait(_SEEN), Cut(reset=reset)]
        return Response(steps)

    async with ScriptedProvider({**SCRIPTS, "die": die}) as provider:
        upstream = Upstream(Endpoint("dying", provider.base_url))
        await upstream.models()
        with pytest.raises(ConnectFailed, match="hung up before it answered"):
            await upstream.complete(asked("die"))
        models, died = provider.requests
        assert models.port == died.port
        await upstream.aclose()


async def test_a_request_over_a_fresh_connection_is_not_sent_again(
    upstream: Upstream, provider: ScriptedProvider
) -> None:
    with pytest.raises(ConnectFailed):
        await upstream.complete(asked("hang-up"))
    assert len(provider.requests) == 1
