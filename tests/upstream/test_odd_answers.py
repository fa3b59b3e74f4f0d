"""Answers that are right, in a form that nobody promised."""

import asyncio
import gzip
import zlib
from collections.abc import Mapping

import httpx
import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, Rejected, StreamBroken
from chatapp.upstream.rejection import rejected
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.answer import Script, said
from chatapp.upstream.scripted.scripts.response import Response
from chatapp.wire.types.error_summary import summary
from tests.upstream.asking import answered, asked, broken

pytestmark = pytest.mark.anyio

EVENT = b'data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"
WHOLE = b'{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"}}]}'


def compressed(encoding: str, *pieces: bytes) -> Script:
    headers = {"content-encoding": encoding}
    return lambda call: Response(iter(pieces), content_type="text/event-stream", headers=headers)


ODD: Mapping[str, Script] = {
    "blank-lines-first": lambda call: Response(iter([b"\n", b" \n", EVENT, DONE])),
    "wrong-content-type": lambda call: Response(iter([EVENT, DONE]), content_type="application/json"),
    "gzip": compressed("gzip", gzip.compress(EVENT + DONE)),
    "GZIP in pieces": compressed("GZIP", *(bytes([byte]) for byte in gzip.compress(EVENT + DONE))),
    "deflate": compressed("deflate", zlib.compress(EVENT + DONE)),
    "bare deflate": compressed("deflate", zlib.compress(EVENT + DONE, wbits=-15)),
    "compressed without an end": compressed("gzip", gzip.compress(EVENT + DONE)[:-8]),
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


async def test_what_is_not_compressed_as_it_says_is_a_break() -> None:
    scripts = {"lying": compressed("gzip", EVENT + DONE), "broken": compressed("gzip", _BROKEN, DONE * 1000)}
    async with ScriptedProvider(scripts) as provider:
        upstream = Upstream(Endpoint("odd", provider.base_url))
        for model in scripts:
            error, _ = await broken(upstream, asked(model), StreamBroken)
            assert error.kind is Break.CONNECTION_CUT
        await upstream.aclose()


_BROKEN = gzip.compress(EVENT + DONE)[:40]


@pytest.mark.parametrize("begun", [b"data: ", b'{"choices": "'])
async def test_a_bomb_is_inflated_to_the_limit_and_others_have_their_turn(begun: bytes) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    bomb = gzip.compress(begun + b"x" * (70 << 20), compresslevel=1)
    async with ScriptedProvider({"bomb": compressed("gzip", bomb)}) as provider:
        upstream = Upstream(Endpoint("odd", provider.base_url))
        counting = asyncio.create_task(count())
        error, _ = await broken(upstream, asked("bomb"), StreamBroken)
        counting.cancel()
        await upstream.aclose()
    assert (error.kind, error.retryable) == (Break.TOO_LARGE, False)
    assert turns > 500


async def test_an_event_above_the_limit_breaks_the_stream() -> None:
    scripts: Mapping[str, Script] = {"huge": lambda call: said("x", ["x", "y" * (33 * 1024 * 1024)])}
    async with ScriptedProvider(scripts) as provider:
        upstream = Upstream(Endpoint("odd", provider.base_url))
        error, text = await broken(upstream, asked("huge"), StreamBroken)
        assert (error.kind, error.retryable, text) == (Break.TOO_LARGE, False, "x")
        await upstream.aclose()


@pytest.mark.parametrize(
    "body",
    [
        EVENT + DONE,
        EVENT,
        b": hello\n\n" + EVENT + DONE,
        b'event: message\ndata: {"id":"c","choices":[{"index":0,"delta":{"content":"H"}}]}\n\n'
        b'data: {"choices":[{"index":0,"delta":{"content":"i"}}]}\n\n' + DONE,
    ],
)
async def test_a_stream_that_nobody_asked_for_is_a_whole_answer(body: bytes) -> None:
    upstream = Upstream(Endpoint("odd", "odd:"), answering(body))
    assert (await upstream.complete(asked("echo"))).completion.message.text == "Hi"
    await upstream.aclose()


_SAID = b'{"choices":[{"index":0,"%s":{"content":"Hi"},"finish_reason":"%s"}]}'
_OWN = b'{"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"message":"No.","code":429}}]}'


@pytest.mark.parametrize(
    ("body", "words", "status"),
    [
        (b"data: %s\n\n" % (_SAID % (b"delta", b"error")) + DONE, "ended the answer with an error", None),
        (_SAID % (b"message", b"ERROR"), "ended the answer with an error", None),
        (b"data: %s\n\n" % _OWN + DONE, "No.", 429),
        (b'data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n' + DONE, "has no choices", None),
        (DONE, "has no choices", None),
        (b'{"object":"chat.completion","choices":[]}', "has no choices", None),
        (b'{"object":"chat.completion","choices":null}', "has no choices", None),
        (b'data: {"choices":{"0":{}}}\n\n' + DONE, "has no choices", None),
        (b'data: {"choices":[null]}\n\n' + DONE, "has no choices", None),
    ],
)
async def test_an_answer_that_is_none_is_an_error(body: bytes, words: str, status: int | None) -> None:
    upstream = Upstream(Endpoint("odd", "odd:"), answering(body))
    error, text = await broken(upstream, asked("echo"), StreamBroken)
    assert (words in str(error), error.status, error.retryable) == (True, status, True)
    assert text == ("Hi" if b"Hi" in body and body.startswith(b"data") else "")
    with pytest.raises(StreamBroken, match=words):
        await upstream.complete(asked("echo"))
    await upstream.aclose()


def test_where_a_provider_sends_us_on_to_is_not_kept_with_the_error() -> None:
    error = rejected(
        307, {"location": "https://elsewhere.example/?q=blue+kettle"}, b"", Endpoint("odd", "odd:")
    )
    assert "blue+kettle" in error.message
    assert "kettle" not in summary({"message": error.message})["message"]
