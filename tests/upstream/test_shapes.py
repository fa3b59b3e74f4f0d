"""Whatever shape an answer is streamed in, it is the answer that the same request gets without `stream`."""

import re
import time

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.fields import FIELDS
from chatapp.upstream.scripted.scripts.structured import STRUCTURED
from chatapp.upstream.scripted.scripts.text import TEXT, numbered
from chatapp.upstream.scripted.scripts.tools import TOOLS
from chatapp.wire.json import jsontext
from chatapp.wire.types.completion import Completion
from tests.upstream.asking import SEARCH_TOOL, answered, asked, found, gathered

pytestmark = pytest.mark.anyio

SHAPES = sorted({*TEXT, *STRUCTURED, *TOOLS, *FIELDS} - {"gated", "usage-missing"})


@pytest.mark.parametrize("model", SHAPES)
async def test_a_streamed_answer_is_the_one_without_stream(upstream: Upstream, model: str) -> None:
    request = asked(model, n=3 if model == "several" else 1, tools=[SEARCH_TOOL])
    streamed = await answered(upstream, request.with_(stream_options={"include_usage": True}))
    whole = (await upstream.complete(request)).completion
    assert _renumbered(streamed) == _renumbered(whole)


def _renumbered(completion: Completion) -> object:
    """Ids carry the number of the request: the same request has another one the second time."""
    return jsontext.loads(re.sub(r"(chatcmpl-|call_)\d", r"\1N", jsontext.dumps_text(completion.raw)))


async def test_a_read_gives_all_chunks_that_it_completes(upstream: Upstream) -> None:
    async with upstream.stream(asked("words-2000")) as stream:
        batches = [chunks async for chunks in stream]
    assert sum(map(len, batches)) == 2002
    assert len(batches) < 2002
    assert all(batches)


async def test_twenty_thousand_deltas_lose_nothing(upstream: Upstream) -> None:
    completion = await answered(upstream, asked("words-20000@0"))
    assert completion.message.text == numbered(20_000)


async def test_a_rate_paces_the_deltas(upstream: Upstream) -> None:
    async with upstream.stream(asked("words-5@100")) as stream:
        batches = [chunks async for chunks in stream]
    assert len(batches) >= 5


async def test_usage_comes_only_when_asked_for(upstream: Upstream) -> None:
    silent = await answered(upstream, asked("echo"))
    told = await answered(upstream, asked("echo", stream_options={"include_usage": True}))
    assert silent.usage is None
    assert told.usage is not None
    assert told.usage.total_tokens == told.usage.prompt_tokens + told.usage.completion_tokens > 0


async def test_the_tool_script_searches_and_then_cites(upstream: Upstream) -> None:
    first = await answered(upstream, asked("tool", tools=[SEARCH_TOOL]))
    (call,) = first.message.tool_calls
    assert call.raw["function"] == {
        "name": "search_knowledge",
        "arguments": '{"query": "How do cats sleep?"}',
    }
    second = await answered(
        upstream, found('{"passages": [{"number": 1, "title": "Cats", "text": "Curled."}]}')
    )
    assert second.message.text == "Cats says so [1]."


async def test_a_title_is_given_to_who_asks_for_one(upstream: Upstream) -> None:
    completion = await answered(upstream, asked("lorem", "Write a short title for this conversation."))
    assert completion.message.text == "A scripted title"


async def test_a_stream_knows_the_providers_name_of_the_request_and_its_times(upstream: Upstream) -> None:
    began = time.monotonic()
    async with upstream.stream(asked("echo")) as stream:
        assert (stream.status, stream.request_id, stream.first_byte_at) == (200, "req_1", None)
        assert stream.headers["content-type"].startswith("text/event-stream")
        chunks = [chunks async for chunks in stream]
    assert chunks
    assert stream.done
    assert stream.first_byte_at is not None
    assert stream.first_byte_at >= began


async def test_a_request_goes_out_as_it_is(upstream: Upstream, provider: ScriptedProvider) -> None:
    request = asked("echo", "half \ud83d and \0", seed=2**70, not_known_yet={"a": [1, None]})
    async with upstream.stream(request) as stream:
        assert [chunks async for chunks in stream]
    received = provider.requests[0]
    assert received.body == {**request.raw, "stream": True}
    assert received.headers["content-type"] == "application/json"


async def test_the_connection_of_a_complete_stream_is_used_again(
    upstream: Upstream, provider: ScriptedProvider
) -> None:
    for _ in range(3):
        await gathered(upstream, asked("words-5"))
    assert len({request.port for request in provider.requests}) == 1


async def test_models_are_listed(upstream: Upstream) -> None:
    models = await upstream.models()
    assert {"echo", "lorem", "tool"} <= {model["id"] for model in models}
