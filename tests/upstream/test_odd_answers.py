"""Answers that are right, in a form that nobody promised."""

import gzip
from collections.abc import Mapping

import httpx
import pytest

from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, Rejected, StreamBroken
from chatapp.upstream.scripted import ScriptedProvider
from chatapp.upstream.scripts.answer import Script, said
from chatapp.upstream.scripts.response import Response
from chatapp.upstream.upstream import Upstream
from tests.upstream.asking import answered, asked, broken

pytestmark = pytest.mark.anyio

EVENT = b'data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"
WHOLE = b'{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"}}]}'
ODD: Mapping[str, Script] = {
    "blank-lines-first": lambda call: Response(iter([b"\n", b" \n", EVENT, DONE])),
    "wrong-content-type": lambda call: Response(iter([EVENT, DONE]), content_type="application/json"),
    "compressed": lambda call: Response(
        iter([gzip.compress(EVENT + DONE)]),
        content_type="text/event-stream",
        headers={"content-encoding": "gzip"},
    ),
    "blank-lines-then-json": lambda call: Response(iter([b"\n\n", b"\n", WHOLE])),
    "no-last-blank-line": lambda call: Response(iter([EVENT, b"data: [DONE]"])),
    "more-after-done": lambda call: Response(iter([EVENT, DONE, b"data: {broken\n\n"])),
    "byte-by-byte": lambda call: Response(bytes([byte]) for byte in EVENT + DONE),
}


def answering(body: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(200, content=body))


@pytest.mark.parametrize("model", ODD)
async def test_an_odd_answer_is_understood(model: str) -> None:
    async with ScriptedProvider(ODD) as provider:
        upstream = Upstream(Endpoint("odd", provider.base_url))
        assert (await answered(upstream, asked(model))).message.text == "Hi"
        await upstream.aclose()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b'{"data": [{"id": "a"}, {"id": "b"}]}', ["a", "b"]),
        (b'[{"id": "a"}, {"nothing": 1}, 7]', ["a"]),
        (b'{"models": [{"name": "llama:8b"}, {"model": "phi"}]}', ["llama:8b", "phi"]),
        (b'["a", "b"]', ["a", "b"]),
        (b'{"data": []}', []),
    ],
)
async def test_a_list_of_models_has_many_forms(body: bytes, names: list[str]) -> None:
    upstream = Upstream(Endpoint("odd", "http://odd/v1"), answering(body))
    assert [model["id"] for model in await upstream.models()] == names
    await upstream.aclose()


@pytest.mark.parametrize("body", [b'{"error": "no"}', b'"text"', b"<html>", b'{"data": null}'])
async def test_what_is_no_list_of_models_is_a_rejection(body: bytes) -> None:
    upstream = Upstream(Endpoint("odd", "http://odd/v1"), answering(body))
    with pytest.raises(Rejected):
        await upstream.models()
    await upstream.aclose()


async def test_an_event_above_the_limit_breaks_the_stream() -> None:
    scripts: Mapping[str, Script] = {"huge": lambda call: said("x", ["x", "y" * (33 * 1024 * 1024)])}
    async with ScriptedProvider(scripts) as provider:
        upstream = Upstream(Endpoint("odd", provider.base_url))
        error, text = await broken(upstream, asked("huge"), StreamBroken)
        assert (error.kind, error.retryable, text) == (Break.TOO_LARGE, False, "x")
        await upstream.aclose()
