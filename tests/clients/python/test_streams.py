"""Streams, by the official Python client."""

from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionChunk

from chatapp.upstream.scripted.scripts.text import numbered
from tests.browser.provider import Provider
from tests.clients.asking import QUESTION, WEATHER, asks
from tests.clients.site import Site

WITH_USAGE: Any = {"include_usage": True}


def test_chunks_come_one_after_another_and_carry_one_id(client: OpenAI) -> None:
    chunks = list(client.chat.completions.create(model="words-5", messages=asks(), stream=True))
    assert _text(chunks) == numbered(5)
    assert len(chunks) >= 5
    assert len({(chunk.id, chunk.created, chunk.model, chunk.object) for chunk in chunks}) == 1
    assert chunks[0].id.startswith("chatcmpl-")
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"


def test_usage_comes_last_and_only_where_it_was_asked_for(client: OpenAI) -> None:
    silent = list(client.chat.completions.create(model="words-5", messages=asks(), stream=True))
    told = list(
        client.chat.completions.create(
            model="words-5",
            messages=asks(),
            stream=True,
            stream_options=WITH_USAGE,
        )
    )
    assert all(chunk.usage is None and chunk.choices for chunk in silent)
    assert all("usage" not in chunk.model_fields_set for chunk in silent)
    assert [chunk.usage for chunk in told[:-1]] == [None] * (len(told) - 1)
    assert told[-1].choices == []
    assert told[-1].usage is not None
    assert told[-1].usage.total_tokens > 0


def test_words_arrive_while_the_provider_still_thinks(client: OpenAI, provider: Provider) -> None:
    with client.chat.completions.create(model="gated", messages=asks(), stream=True) as stream:
        chunks = []
        for chunk in stream:
            chunks.append(chunk)
            if _text(chunks) == numbered(20):
                provider.release("gated")
    assert _text(chunks) == numbered(40)


@pytest.mark.anyio
async def test_the_asynchronous_client_streams_too(site: Site) -> None:
    async with site.async_openai() as client:
        stream = await client.chat.completions.create(model="words-500", messages=asks(), stream=True)
        chunks = [chunk async for chunk in stream]
    assert _text(chunks) == numbered(500)


def test_a_stream_that_is_closed_early_is_closed_at_the_provider(client: OpenAI, provider: Provider) -> None:
    before = provider.departures
    with client.chat.completions.create(model="gated", messages=asks(), stream=True) as stream:
        next(iter(stream))
    provider.left(before + 1)


@pytest.mark.anyio
async def test_an_asynchronous_stream_that_is_closed_early_is_closed_at_the_provider(site: Site) -> None:
    before = site.provider.departures
    async with site.async_openai() as client:
        stream = await client.chat.completions.create(model="gated", messages=asks(), stream=True)
        await anext(aiter(stream))
        await stream.close()
        site.provider.left(before + 1)


def test_the_headers_of_a_stream_are_there_before_its_end(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="words-5", messages=asks(), stream=True)
    assert raw.headers["x-request-id"].startswith("req_")
    assert raw.headers["content-type"].startswith("text/event-stream")
    assert _text(list(raw.parse())) == numbered(5)


def test_the_helper_tells_what_happens(client: OpenAI) -> None:
    with client.chat.completions.stream(model="words-5", messages=asks()) as stream:
        events = list(stream)
        final = stream.get_final_completion()
    deltas = [event.delta for event in events if event.type == "content.delta"]
    assert "".join(deltas) == numbered(5)
    assert [event.content for event in events if event.type == "content.done"] == [numbered(5)]
    assert final.choices[0].message.content == numbered(5)


def test_the_helper_tells_of_tool_calls(client: OpenAI) -> None:
    with client.chat.completions.stream(
        model="tool-name-split", messages=asks("Cats"), tools=[WEATHER]
    ) as stream:
        events = list(stream)
    deltas = [event for event in events if event.type == "tool_calls.function.arguments.delta"]
    [done] = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    assert "".join(event.arguments_delta for event in deltas) == done.arguments == '{"query": "Cats"}'
    assert (done.index, done.name) == (0, "get_weather")


def test_the_input_of_a_custom_tool_is_streamed(client: OpenAI) -> None:
    tools: Any = [{"type": "custom", "custom": {"name": "run"}}]
    chunks = client.chat.completions.create(
        model="tool-custom",
        messages=asks(),
        tools=tools,
        stream=True,
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    calls: list[Any] = [call.to_dict() for delta in deltas for call in delta.tool_calls or []]
    assert {call["index"] for call in calls} == {0}
    assert [call["type"] for call in calls if "type" in call] == ["custom"]
    assert "".join(call["custom"].get("input", "") for call in calls) == QUESTION


def test_the_helper_tells_of_refusals_and_log_probabilities(client: OpenAI) -> None:
    with client.chat.completions.stream(model="refusal", messages=asks()) as stream:
        [refusal] = [event.refusal for event in stream if event.type == "refusal.done"]
    assert refusal == "I cannot help with that."
    with client.chat.completions.stream(model="logprobs", messages=asks(), logprobs=True) as stream:
        [logprobs] = [event.content for event in stream if event.type == "logprobs.content.done"]
    assert "".join(token.token for token in logprobs) == "Here is the answer."


@pytest.mark.anyio
async def test_the_asynchronous_helper_has_the_final_answer(site: Site) -> None:
    async with (
        site.async_openai() as client,
        client.chat.completions.stream(model="words-5", messages=asks()) as stream,
    ):
        final = await stream.get_final_completion()
    assert final.choices[0].message.content == numbered(5)


def test_chunks_are_padded_only_where_the_caller_wants_it(client: OpenAI) -> None:
    options: Any = {"include_obfuscation": True}
    padded = client.chat.completions.create(
        model="words-5", messages=asks(), stream=True, stream_options=options
    )
    plain = client.chat.completions.create(model="words-5", messages=asks(), stream=True)
    assert all(chunk.to_dict().get("obfuscation") for chunk in padded)
    assert not any("obfuscation" in chunk.to_dict() for chunk in plain)


def test_the_helper_raises_an_error_in_the_middle(client: OpenAI) -> None:
    with (
        pytest.raises(openai.APIError, match="overloaded"),
        client.chat.completions.stream(model="error-event", messages=asks()) as stream,
    ):
        stream.until_done()


@pytest.mark.parametrize("model", ["error-event", "error-event-named"])
def test_an_error_in_the_middle_is_raised_after_what_came_before(client: OpenAI, model: str) -> None:
    chunks: list[ChatCompletionChunk] = []
    with pytest.raises(openai.APIError, match=r"The model is overloaded\."):
        chunks.extend(client.chat.completions.create(model=model, messages=asks(), stream=True))
    # `extend` keeps what it took before the error.
    assert _text(chunks) == numbered(5)


@pytest.mark.parametrize("model", ["cut", "cut-end", "malformed", "error-event-first", "hasty/silence-after"])
def test_a_stream_that_breaks_raises(client: OpenAI, model: str) -> None:
    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(model=model, messages=asks(), stream=True))


@pytest.mark.parametrize("model", ["always-down", "unreachable-but-covered"])
def test_the_next_model_streams_for_one_that_is_down(client: OpenAI, model: str) -> None:
    chunks = list(client.chat.completions.create(model=model, messages=asks("Hello"), stream=True))
    assert _text(chunks) == "Hello"
    assert {chunk.model for chunk in chunks} == {"echo"}


def _text(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
