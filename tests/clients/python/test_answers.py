"""Whole answers, by the official Python client."""

from typing import Any

import pytest
from openai import OpenAI

from chatapp.upstream.scripted.scripts.text import numbered
from tests.browser.provider import Provider
from tests.clients.asking import QUESTION, asks
from tests.clients.site import Site

# What is passed on to the provider as it came, known and unknown.
PARAMETERS: Any = {
    "frequency_penalty": -0.5,
    "logit_bias": {"50256": -100},
    "max_completion_tokens": 100,
    "metadata": {"team": "cats"},
    "modalities": ["text"],
    "parallel_tool_calls": False,
    "prediction": {"type": "content", "content": "They curl up."},
    "presence_penalty": 1.5,
    "prompt_cache_key": "cats",
    "reasoning_effort": "low",
    "response_format": {"type": "text"},
    "safety_identifier": "hashed",
    "seed": 7,
    "service_tier": "auto",
    "stop": ["END"],
    "temperature": 0.25,
    "top_p": 0.5,
    "user": "alice",
    "verbosity": "low",
    "web_search_options": {"search_context_size": "low"},
}
UNKNOWN = {"enable_thinking": True, "not_known_yet": {"a": [1, None, "\u2028"]}}


def test_an_answer_has_all_that_the_client_knows(client: OpenAI) -> None:
    answer = client.chat.completions.create(model="words-5", messages=asks())
    [choice] = answer.choices
    assert (choice.message.role, choice.message.content) == ("assistant", numbered(5))
    assert (choice.index, choice.finish_reason, choice.logprobs) == (0, "stop", None)
    assert (answer.object, answer.model, answer.service_tier) == ("chat.completion", "words-5", "default")
    assert answer.id.startswith("chatcmpl-")
    assert answer.system_fingerprint == "fp_scripted"
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0


def test_an_answer_says_who_gave_it_and_what_it_was_labelled_with(client: OpenAI) -> None:
    answer = client.chat.completions.create(model="echo", messages=asks(), metadata={"team": "cats"})
    assert answer.metadata == {"team": "cats"}
    assert answer.model_extra is not None
    assert answer.model_extra["provider"]


@pytest.mark.anyio
async def test_the_asynchronous_client_gets_the_same(site: Site) -> None:
    async with site.async_openai() as client:
        answer = await client.chat.completions.create(model="words-5", messages=asks())
    assert answer.choices[0].message.content == numbered(5)


def test_headers_tell_the_request_its_time_and_its_cost(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="words-5", messages=asks())
    usage = raw.parse().usage
    assert usage is not None
    assert raw.headers["x-request-id"].startswith("req_")
    assert float(raw.headers["openai-processing-ms"]) >= 0
    cost = (usage.prompt_tokens + 2 * usage.completion_tokens) / 1_000_000
    assert float(raw.headers["x-cost"]) == pytest.approx(cost)
    assert "x-usage-estimated" not in raw.headers


def test_a_model_without_a_price_is_unpriced_and_a_guess_says_so(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="usage-missing", messages=asks())
    assert raw.headers["x-cost"] == "unpriced"
    assert raw.headers["x-usage-estimated"] == "true"
    usage = raw.parse().usage
    assert usage is not None
    assert usage.completion_tokens > 0


def test_every_request_has_an_id_of_its_own(client: OpenAI) -> None:
    raws = [client.chat.completions.with_raw_response.create(model="echo", messages=asks()) for _ in range(3)]
    assert len({raw.headers["x-request-id"] for raw in raws}) == 3
    assert len({raw.parse().id for raw in raws}) == 3


def test_every_parameter_reaches_the_provider_as_it_is(client: OpenAI, provider: Provider) -> None:
    client.chat.completions.create(model="echo", messages=asks(), extra_body=UNKNOWN, **PARAMETERS)
    body = provider.requests[-1].body
    assert {key: body[key] for key in (*PARAMETERS, *UNKNOWN)} == {**PARAMETERS, **UNKNOWN}
    assert body["messages"] == asks()


def test_all_kinds_of_messages_and_parts_reach_the_provider(client: OpenAI, provider: Provider) -> None:
    pixel = "data:image/png;base64,iVBORw0KGgo="
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": pixel, "detail": "low"}},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"}},
    ]
    messages: Any = [
        {"role": "developer", "content": "Be kind."},
        {"role": "system", "content": [{"type": "text", "text": "Be brief."}]},
        {"role": "user", "content": parts, "name": "alice"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Seen."},
        {"role": "assistant", "content": None, "function_call": {"name": "look", "arguments": "{}"}},
        {"role": "function", "name": "look", "content": "Seen again."},
        *asks(),
    ]
    client.chat.completions.create(model="echo", messages=messages)
    assert provider.requests[-1].body["messages"] == messages


def test_an_answer_can_be_sent_back_as_it_came(client: OpenAI) -> None:
    message = client.chat.completions.create(model="words-5", messages=asks()).choices[0].message
    history = [*asks(), message.model_dump(), *asks("And dogs?")]
    assert (
        client.chat.completions.create(model="echo", messages=history).choices[0].message.content
        == "And dogs?"
    )


def test_choices_are_as_many_as_were_asked_for(client: OpenAI) -> None:
    answer = client.chat.completions.create(model="several", messages=asks(), n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert [choice.message.content for choice in answer.choices] == [
        f"choice {index} says {numbered(5)}" for index in range(3)
    ]


def test_log_probabilities_come_with_their_bytes(client: OpenAI) -> None:
    answer = client.chat.completions.create(model="logprobs", messages=asks(), logprobs=True, top_logprobs=1)
    logprobs = answer.choices[0].logprobs
    assert logprobs is not None
    assert logprobs.content is not None
    text = b"".join(bytes(token.bytes or []) for token in logprobs.content).decode()
    assert text == answer.choices[0].message.content
    assert all(len(token.top_logprobs) == 1 for token in logprobs.content)


def test_audio_comes_whole(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model="audio",
        messages=asks(),
        modalities=["text", "audio"],
        audio={"voice": "alloy", "format": "wav"},
    )
    audio = answer.choices[0].message.audio
    assert audio is not None
    assert (audio.id, audio.data, audio.transcript) == ("audio_1", "UklGRiQAAABXQVZF", "Hello there.")


def test_annotations_refusals_and_thoughts_come_whole(client: OpenAI) -> None:
    cited = client.chat.completions.create(model="annotations", messages=asks()).choices[0].message
    assert cited.annotations is not None
    assert cited.annotations[0].url_citation.url == "https://example.com/a"
    refused = client.chat.completions.create(model="refusal", messages=asks()).choices[0].message
    assert (refused.content, refused.refusal) == (None, "I cannot help with that.")
    thought = client.chat.completions.create(model="reasoning", messages=asks()).choices[0].message
    assert thought.model_extra is not None
    assert thought.model_extra["reasoning_content"].startswith("The user asks something.")


def test_usage_has_its_details(client: OpenAI) -> None:
    usage = client.chat.completions.create(model="usage-details", messages=asks()).usage
    assert usage is not None
    assert usage.prompt_tokens_details is not None
    assert usage.completion_tokens_details is not None
    assert usage.prompt_tokens_details.cached_tokens == 3
    assert usage.completion_tokens_details.reasoning_tokens == 2


def test_functions_from_before_there_were_tools_are_called(client: OpenAI) -> None:
    functions: Any = [{"name": "get_weather", "parameters": {"type": "object", "properties": {}}}]
    answer = client.chat.completions.create(
        model="function-call",
        messages=asks(),
        functions=functions,
        function_call={"name": "get_weather"},
    )
    [choice] = answer.choices
    assert choice.finish_reason == "function_call"
    assert choice.message.function_call is not None
    assert choice.message.function_call.name == "get_weather"


def test_a_custom_tool_gets_free_text(client: OpenAI) -> None:
    tools: Any = [{"type": "custom", "custom": {"name": "run", "format": {"type": "text"}}}]
    answer = client.chat.completions.create(model="tool-custom", messages=asks(), tools=tools)
    assert answer.choices[0].message.tool_calls is not None
    [call] = answer.choices[0].message.tool_calls
    assert call.type == "custom"
    assert (call.custom.name, call.custom.input) == ("run", QUESTION)


def test_a_conversation_goes_on_after_a_tool(client: OpenAI) -> None:
    tools: Any = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]
    first = client.chat.completions.create(model="tool-fragments", messages=asks(), tools=tools).choices[0]
    assert first.finish_reason == "tool_calls"
    assert first.message.tool_calls is not None
    messages: Any = [
        *asks(),
        first.message,
        {"role": "tool", "tool_call_id": first.message.tool_calls[0].id, "content": "Sunny."},
    ]
    second = client.chat.completions.create(
        model="tool-fragments",
        messages=messages,
        tools=tools,
    )
    assert second.choices[0].message.content == "The tool said: Sunny."


@pytest.mark.parametrize("model", ["always-down", "unreachable-but-covered"])
def test_the_next_model_answers_for_one_that_is_down(client: OpenAI, model: str) -> None:
    answer = client.chat.completions.create(model=model, messages=asks())
    assert (answer.choices[0].message.content, answer.model) == (QUESTION, "echo")
