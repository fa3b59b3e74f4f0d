"""Requests: what we act on by name, everything else kept."""

from typing import Any

from chatapp.wire.request.chat import Request
from chatapp.wire.types.messages import Message
from chatapp.wire.types.parts import Part
from chatapp.wire.types.tools import Tool

HELLO = {"role": "user", "content": "Hello"}
LEAST: dict[str, Any] = {"model": "m", "messages": [HELLO]}

FULL: dict[str, Any] = {
    **LEAST,
    "audio": {"format": "wav", "voice": {"id": "voice_1"}},
    "modalities": ["text", "audio"],
    "frequency_penalty": -2,
    "presence_penalty": 0.5,
    "logit_bias": {"50256": -100},
    "logprobs": True,
    "top_logprobs": 5,
    "max_completion_tokens": 100,
    "max_tokens": 99,
    "n": 2,
    "prediction": {
        "type": "content",
        "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
    },
    "response_format": {"type": "json_schema", "json_schema": {"name": "x"}},
    "seed": 2**70,
    "service_tier": "flex",
    "stop": "END",
    "store": True,
    "metadata": {"team": "blue"},
    "stream": True,
    "stream_options": {"include_usage": True, "include_obfuscation": False},
    "temperature": 1,
    "top_p": 0.9,
    "tools": [
        {"type": "function", "function": {"name": "get", "parameters": {"type": "object"}, "strict": True}}
    ],
    "tool_choice": {"type": "function", "function": {"name": "get"}},
    "parallel_tool_calls": False,
    "functions": [{"name": "get"}],
    "function_call": {"name": "get"},
    "user": "u",
    "safety_identifier": "s",
    "prompt_cache_key": "k",
    "reasoning_effort": "low",
    "verbosity": "high",
    "enable_thinking": False,
    "web_search_options": {"search_context_size": "low"},
    "top_k": 40,
}


def test_a_parameter_that_we_act_on_is_read_by_its_name() -> None:
    request = Request.parse(FULL)
    assert request.raw is FULL
    for name in ("model", "max_completion_tokens", "max_tokens", "n", "store", "metadata", "stream"):
        assert getattr(request, name) == FULL[name], name
    assert request.messages == (Message(HELLO),)
    assert request.functions == ({"name": "get"},)
    assert request.tools == (Tool(FULL["tools"][0]),)
    assert request.audio
    assert request.audio.format == "wav"
    assert request.stream_options.include_usage
    assert request.stream_options.include_obfuscation is False


def test_an_absent_parameter_and_a_null_one_are_the_same() -> None:
    for request in (Request.parse(LEAST), Request.parse({**dict.fromkeys(FULL), **LEAST})):
        assert (request.n, request.stream, request.store, request.audio) == (1, False, False, None)
        assert (request.tools, request.functions) == ((), ())
        assert request.metadata == {}
        assert not request.stream_options.include_usage
        assert request.stream_options.include_obfuscation is None


def test_changes_make_another_request() -> None:
    request = Request({**LEAST, "top_k": 40})
    changed = request.with_(stream=True, model="other")
    assert (changed.stream, changed.model, request.stream, request.model) == (True, "other", False, "m")
    assert changed.without("stream", "top_k").raw == {**LEAST, "model": "other"}


def test_messages_full_of_nulls_are_accepted() -> None:
    nulls = dict.fromkeys(
        ["content", "refusal", "audio", "tool_calls", "function_call", "annotations", "name"]
    )
    message = Request.parse({**LEAST, "messages": [{"role": "assistant", **nulls}]}).messages[0]
    assert (message.parts, message.text, message.tool_calls) == ((), "", ())
    assert (message.annotations, message.audio, message.function_call) == ((), None, None)


def test_content_is_one_text_or_parts() -> None:
    parts: list[dict[str, Any]] = [
        {"type": "text", "text": "a"},
        {"type": "image_url", "image_url": {"url": "data:,", "detail": "low"}},
        {"type": "input_audio", "input_audio": {"data": "YQ==", "format": "wav"}},
        {"type": "text", "text": "b"},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:,"}},
        {"type": "refusal", "refusal": "no"},
    ]
    message = Message({"role": "user", "content": parts})
    assert message.text == "ab"
    assert [part.type for part in message.parts] == [part["type"] for part in parts]
    assert message.parts[1].image_url == "data:,"
    assert message.parts[2].input_audio == {"data": "YQ==", "format": "wav"}
    assert message.parts[4].file == {"filename": "a.pdf", "file_data": "data:,"}
    assert message.parts[5].text == "no"
    assert Message({"content": "a"}).parts == (Part.of_text("a"),)


def test_the_answer_of_a_tool_names_its_call() -> None:
    answer = Message({"role": "tool", "tool_call_id": "call_1", "content": "42"})
    assert (answer.role, answer.tool_call_id, answer.text) == ("tool", "call_1", "42")
