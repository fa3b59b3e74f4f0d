"""What is wrong with a request is refused, and named by its exact path; what is unknown passes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.errors import Malformed
from chatapp.wire.request.chat import Request
from tests.wire.request.test_chat import FULL, HELLO, LEAST


def refused(body: Any) -> Malformed:
    with pytest.raises(Malformed) as caught:
        Request.parse(body)
    return caught.value


def text(words: str = "a") -> dict[str, Any]:
    return {"type": "text", "text": words}


CALL = {"id": "call_1", "type": "function", "function": {"name": "get", "arguments": "{}"}}
CUSTOM = {"id": "call_1", "type": "custom", "custom": {"name": "write", "input": "free text"}}
FUNCTION = {"type": "function", "function": {"name": "get"}}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "x"}}

WRONG_PARAMETERS: list[tuple[str, Any, str]] = [
    ("model", None, "model"),
    ("model", "", "model"),
    ("model", 7, "model"),
    ("messages", None, "messages"),
    ("messages", [], "messages"),
    ("messages", {"role": "user"}, "messages"),
    ("messages", "Hello", "messages"),
    ("modalities", "text", "modalities"),
    ("modalities", ["text", 1], "modalities[1]"),
    ("audio", "alloy", "audio"),
    ("audio", {"format": 1}, "audio.format"),
    ("audio", {"voice": []}, "audio.voice"),
    ("audio", {"voice": {"name": "alloy"}}, "audio.voice.id"),
    ("response_format", "json", "response_format"),
    ("response_format", {}, "response_format.type"),
    ("response_format", {"type": 1}, "response_format.type"),
    ("response_format", {"type": "json_schema"}, "response_format.json_schema"),
    ("response_format", {"type": "json_schema", "json_schema": []}, "response_format.json_schema"),
    ("response_format", {"type": "json_schema", "json_schema": {}}, "response_format.json_schema.name"),
    (
        "response_format",
        {"type": "json_schema", "json_schema": {"name": "x", "schema": "y"}},
        "response_format.json_schema.schema",
    ),
    (
        "response_format",
        {"type": "json_schema", "json_schema": {"name": "x", "strict": "yes"}},
        "response_format.json_schema.strict",
    ),
    ("prediction", "words", "prediction"),
    ("prediction", {"content": "words"}, "prediction.type"),
    ("prediction", {"type": "content", "content": 1}, "prediction.content"),
    ("prediction", {"type": "content", "content": [text(), {}]}, "prediction.content[1].type"),
    ("tools", {}, "tools"),
    ("tools", ["get"], "tools[0]"),
    ("tools", [{}], "tools[0].type"),
    ("tools", [FUNCTION, {"type": "function"}], "tools[1].function"),
    ("tools", [FUNCTION, {"type": "function", "name": "get"}], "tools[1].function"),
    ("tools", [FUNCTION, {"type": "function", "function": {}}], "tools[1].function.name"),
    (
        "tools",
        [{"type": "function", "function": {"name": "get", "parameters": []}}],
        "tools[0].function.parameters",
    ),
    ("tools", [{"type": "function", "function": {"name": "get", "strict": 1}}], "tools[0].function.strict"),
    ("tools", [{"type": "custom", "custom": {"description": "x"}}], "tools[0].custom.name"),
    ("tool_choice", 1, "tool_choice"),
    ("tool_choice", [], "tool_choice"),
    ("tool_choice", {}, "tool_choice.type"),
    ("tool_choice", {"type": "function", "name": "get"}, "tool_choice.function"),
    ("tool_choice", {"type": "function", "function": {}}, "tool_choice.function.name"),
    ("tool_choice", {"type": "custom", "custom": {"name": 1}}, "tool_choice.custom.name"),
    ("parallel_tool_calls", 1, "parallel_tool_calls"),
    ("functions", {}, "functions"),
    ("functions", [{"description": "x"}], "functions[0].name"),
    ("function_call", 1, "function_call"),
    ("function_call", {}, "function_call.name"),
    ("web_search_options", True, "web_search_options"),
    ("web_search_options", {"search_context_size": 1}, "web_search_options.search_context_size"),
    ("web_search_options", {"user_location": "Bonn"}, "web_search_options.user_location"),
    ("temperature", 2.1, "temperature"),
    ("temperature", -0.1, "temperature"),
    ("temperature", "0.7", "temperature"),
    ("temperature", True, "temperature"),
    ("temperature", 10**400, "temperature"),
    ("top_p", 1.5, "top_p"),
    ("top_p", -1, "top_p"),
    ("frequency_penalty", 2.5, "frequency_penalty"),
    ("presence_penalty", -2.5, "presence_penalty"),
    ("logit_bias", [], "logit_bias"),
    ("logit_bias", {"1": 100, "50256": 101}, "logit_bias.50256"),
    ("logit_bias", {"50256": -100.5}, "logit_bias.50256"),
    ("logit_bias", {"50256": None}, "logit_bias.50256"),
    ("logit_bias", {"50256": "1"}, "logit_bias.50256"),
    ("seed", 1.5, "seed"),
    ("seed", 3.0, "seed"),
    ("seed", "1", "seed"),
    ("stop", 1, "stop"),
    ("stop", {}, "stop"),
    ("stop", ["a", 1], "stop[1]"),
    ("stop", ["a", None], "stop[1]"),
    ("stop", ["a", "b", "c", "d", "e"], "stop[4]"),
    ("n", 0, "n"),
    ("n", 129, "n"),
    ("n", 1.5, "n"),
    ("n", 1.0, "n"),
    ("n", True, "n"),
    ("logprobs", 5, "logprobs"),
    ("top_logprobs", 21, "top_logprobs"),
    ("top_logprobs", -1, "top_logprobs"),
    ("top_logprobs", 1.0, "top_logprobs"),
    ("max_completion_tokens", 0, "max_completion_tokens"),
    ("max_completion_tokens", "100", "max_completion_tokens"),
    ("max_tokens", -1, "max_tokens"),
    ("max_tokens", 10.0, "max_tokens"),
    ("reasoning_effort", 1, "reasoning_effort"),
    ("verbosity", [], "verbosity"),
    ("enable_thinking", "yes", "enable_thinking"),
    ("stream", "yes", "stream"),
    ("stream", 1, "stream"),
    ("stream_options", [], "stream_options"),
    ("stream_options", {"include_usage": 1}, "stream_options.include_usage"),
    ("stream_options", {"include_obfuscation": "no"}, "stream_options.include_obfuscation"),
    ("store", 0, "store"),
    ("metadata", "x", "metadata"),
    ("metadata", {str(pair): "x" for pair in range(17)}, "metadata"),
    ("metadata", {"a": 1}, "metadata.a"),
    ("metadata", {"a": None}, "metadata.a"),
    ("metadata", {"team.a": "x" * 513}, "metadata.team.a"),
    ("metadata", {"k" * 65: "x"}, "metadata." + "k" * 65),
    ("metadata", {"k" * 500: "x"}, "metadata." + "k" * 200 + "…"),
    ("metadata", {"a\nb\u202e": 1}, r"metadata.a\u000ab\u202e"),
    ("service_tier", False, "service_tier"),
    ("user", 7, "user"),
    ("safety_identifier", {}, "safety_identifier"),
    ("prompt_cache_key", 1, "prompt_cache_key"),
]


@pytest.mark.parametrize(("name", "value", "param"), WRONG_PARAMETERS, ids=repr)
def test_a_wrong_parameter_is_named_by_its_path(name: str, value: Any, param: str) -> None:
    error = refused({**FULL, name: value})
    assert error.param == param
    assert f"'{param}'" in error.message
    assert error.code is None


WRONG_MESSAGES: list[tuple[Any, str]] = [
    (None, ""),
    ("Hello", ""),
    ({"content": "x"}, ".role"),
    ({"role": "robot", "content": "x"}, ".role"),
    ({"role": "", "content": "x"}, ".role"),
    ({"role": ["user"], "content": "x"}, ".role"),
    ({"role": "user"}, ".content"),
    ({"role": "user", "content": None}, ".content"),
    ({"role": "user", "content": []}, ".content"),
    ({"role": "user", "content": 7}, ".content"),
    ({"role": "user", "content": text()}, ".content"),
    ({"role": "system"}, ".content"),
    ({"role": "developer", "content": []}, ".content"),
    ({"role": "user", "content": "x", "name": 7}, ".name"),
    ({"role": "user", "content": ["x"]}, ".content[0]"),
    ({"role": "user", "content": [text(), None]}, ".content[1]"),
    ({"role": "user", "content": [{}]}, ".content[0].type"),
    ({"role": "user", "content": [{"type": 7}]}, ".content[0].type"),
    ({"role": "user", "content": [{"type": "input_text", "text": "x"}]}, ".content[0].type"),
    ({"role": "user", "content": [{"type": ""}]}, ".content[0].type"),
    ({"role": "user", "content": [{"type": "text"}]}, ".content[0].text"),
    ({"role": "user", "content": [{"type": "text", "text": None}]}, ".content[0].text"),
    ({"role": "user", "content": [{"type": "image_url"}]}, ".content[0].image_url"),
    ({"role": "user", "content": [{"type": "image_url", "image_url": 1}]}, ".content[0].image_url"),
    ({"role": "user", "content": [{"type": "image_url", "image_url": {}}]}, ".content[0].image_url.url"),
    (
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,", "detail": 1}}]},
        ".content[0].image_url.detail",
    ),
    ({"role": "user", "content": [{"type": "input_audio", "input_audio": "x"}]}, ".content[0].input_audio"),
    (
        {"role": "user", "content": [{"type": "input_audio", "input_audio": {"format": "wav"}}]},
        ".content[0].input_audio.data",
    ),
    (
        {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "YQ=="}}]},
        ".content[0].input_audio.format",
    ),
    ({"role": "user", "content": [{"type": "file", "file": "a.pdf"}]}, ".content[0].file"),
    ({"role": "user", "content": [{"type": "file", "file": {"file_id": 1}}]}, ".content[0].file.file_id"),
    ({"role": "assistant", "content": [{"type": "refusal"}]}, ".content[0].refusal"),
    ({"role": "assistant", "content": 7}, ".content"),
    ({"role": "assistant", "refusal": 7}, ".refusal"),
    ({"role": "assistant", "audio": "audio_1"}, ".audio"),
    ({"role": "assistant", "annotations": {}}, ".annotations"),
    ({"role": "assistant", "annotations": ["x"]}, ".annotations[0]"),
    ({"role": "assistant", "function_call": "get"}, ".function_call"),
    ({"role": "assistant", "function_call": {"name": "get"}}, ".function_call.arguments"),
    ({"role": "assistant", "tool_calls": CALL}, ".tool_calls"),
    ({"role": "assistant", "tool_calls": [CALL, None]}, ".tool_calls[1]"),
    ({"role": "assistant", "tool_calls": [{**CALL, "id": None}]}, ".tool_calls[0].id"),
    ({"role": "assistant", "tool_calls": [{**CALL, "type": None}]}, ".tool_calls[0].type"),
    ({"role": "assistant", "tool_calls": [{**CALL, "function": None}]}, ".tool_calls[0].function"),
    (
        {"role": "assistant", "tool_calls": [{**CALL, "function": {"arguments": "{}"}}]},
        ".tool_calls[0].function.name",
    ),
    (
        {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "get", "arguments": {}}}]},
        ".tool_calls[0].function.arguments",
    ),
    ({"role": "assistant", "tool_calls": [{**CUSTOM, "custom": None}]}, ".tool_calls[0].custom"),
    (
        {"role": "assistant", "tool_calls": [{**CUSTOM, "custom": {"name": "write"}}]},
        ".tool_calls[0].custom.input",
    ),
    (
        {"role": "assistant", "tool_calls": [{"id": "c", "type": "custom", "custom_tool": {"input": ""}}]},
        ".tool_calls[0].custom_tool.name",
    ),
    ({"role": "tool", "content": "42"}, ".tool_call_id"),
    ({"role": "tool", "content": "42", "tool_call_id": 7}, ".tool_call_id"),
    ({"role": "tool", "tool_call_id": "call_1"}, ".content"),
    ({"role": "tool", "tool_call_id": "call_1", "content": {}}, ".content"),
    ({"role": "function", "content": "42"}, ".name"),
]


@pytest.mark.parametrize(("message", "place"), WRONG_MESSAGES, ids=repr)
def test_a_wrong_message_is_named_by_its_path(message: Any, place: str) -> None:
    error = refused({"model": "m", "messages": [HELLO, HELLO, message]})
    assert error.param == f"messages[2]{place}"
    assert f"'{error.param}'" in error.message


GOOD_PARAMETERS: list[tuple[str, Any]] = [
    ("temperature", 0),
    ("temperature", 2),
    ("top_p", 1),
    ("frequency_penalty", -2),
    ("presence_penalty", 2.0),
    ("logit_bias", {"1": -100, "2": 99.5, "3": 100}),
    ("logit_bias", {}),
    ("seed", -(10**30)),
    ("stop", "END"),
    ("stop", []),
    ("stop", ["a", "b", "c", "d"]),
    ("n", 128),
    ("top_logprobs", 0),
    ("max_tokens", 10**30),
    ("modalities", []),
    ("metadata", {}),
    ("metadata", {f"{pair:064}": "x" * 512 for pair in range(16)}),
    ("response_format", {"type": "json_schema", "json_schema": {"name": "x", "schema": None}}),
    ("audio", {"voice": "alloy"}),
    ("prediction", {"type": "content", "content": "words"}),
    ("tools", []),
    ("tools", [{"type": "custom", "custom": {"name": "write", "format": {"type": "text"}}}]),
    ("tool_choice", {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}),
    ("function_call", "auto"),
    ("stream_options", {"include_usage": None, "chunk_size": 3}),
    ("reasoning_effort", "extreme"),
    ("service_tier", "whatever"),
    ("user", ""),
]


@pytest.mark.parametrize(("name", "value"), GOOD_PARAMETERS, ids=repr)
def test_the_wider_range_is_taken_and_the_rest_is_left_to_the_provider(name: str, value: Any) -> None:
    body = {**FULL, name: value}
    assert Request.parse(body).raw is body


GOOD_MESSAGES: list[dict[str, Any]] = [
    {"role": "user", "content": ""},
    {"role": "user", "content": [{"type": "image_url", "image_url": "data:,"}]},
    {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,", "detail": None}}]},
    {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}]},
    {"role": "user", "content": [{"type": "file", "file": {}}]},
    {"role": "user", "content": [{**text(), "cache_control": {"type": "ephemeral"}, "image_url": None}]},
    {"role": "user", "content": [{"type": "video_url", "video_url": 7}, {"type": "document_url"}]},
    {"role": "assistant"},
    {"role": "assistant", "content": []},
    {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}, {"type": "thinking"}]},
    {"role": "assistant", "content": None, "tool_calls": [CALL, CUSTOM]},
    {"role": "assistant", "tool_calls": []},
    {"role": "assistant", "tool_calls": [{"id": "c", "type": "mcp", "mcp": 7}]},
    {
        "role": "assistant",
        "tool_calls": [{"id": "c", "type": "custom", "custom_tool": {"name": "w", "input": ""}}],
    },
    {"role": "assistant", "reasoning_content": "Hm.", "reasoning_details": [], "prefix": True},
    {"role": "assistant", "audio": {"id": "audio_1", "data": "", "expires_at": 1, "transcript": ""}},
    {"role": "tool", "tool_call_id": "call_1", "content": None},
    {"role": "tool", "tool_call_id": "call_1", "content": [text()]},
    {"role": "function", "name": "get", "content": None},
]


@pytest.mark.parametrize("message", GOOD_MESSAGES, ids=repr)
def test_messages_of_every_role_are_accepted(message: dict[str, Any]) -> None:
    body = {"model": "m", "messages": [message, HELLO]}
    assert Request.parse(body).raw is body


@pytest.mark.parametrize("logprobs", [None, False])
def test_top_logprobs_need_logprobs(logprobs: bool | None) -> None:
    assert refused({**LEAST, "top_logprobs": 0, "logprobs": logprobs}).param == "top_logprobs"
    assert refused({**LEAST, "top_logprobs": 5}).param == "top_logprobs"


@pytest.mark.parametrize("stream", [{}, {"stream": False}, {"stream": None}])
def test_stream_options_need_a_stream(stream: dict[str, Any]) -> None:
    assert refused({**LEAST, **stream, "stream_options": {}}).param == "stream_options"
    assert Request.parse({**LEAST, **stream, "stream_options": None})


def test_a_wrong_part_is_told_the_five_types() -> None:
    error = refused({"model": "m", "messages": [{"role": "user", "content": [{"type": "input_image"}]}]})
    expected = "must be one of text, image_url, input_audio, file, refusal, not 'input_image'."
    assert error.message == f"'messages[0].content[0].type' {expected}"


def test_an_error_says_what_it_must_be_and_what_it_is() -> None:
    wrong: list[dict[str, Any]] = [{"n": 129}, {"temperature": "0.7"}, {"model": None}, {"max_tokens": 0}]
    assert [refused({**LEAST, **change}).message for change in wrong] == [
        "'n' must be an integer between 1 and 128, not 129.",
        "'temperature' must be a number between 0 and 2, not a string.",
        "'model' is missing or null: it must be a string that is not empty.",
        "'max_tokens' must be an integer of at least 1, not 0.",
    ]


def test_a_long_or_unseen_word_of_the_caller_is_not_repeated_as_it_came() -> None:
    role = "\u202e" + "r" * 10_000
    error = refused({"model": "m", "messages": [{"role": role, "content": "x"}]})
    assert error.message.endswith(r"not '\u202e" + "r" * 34 + "…'.")


@pytest.mark.parametrize("body", [None, True, 7, 1.5, "text", [], [LEAST]], ids=repr)
def test_a_request_is_an_object(body: Any) -> None:
    error = refused(body)
    assert error.param is None
    assert "must be a JSON object" in error.message


names = st.sampled_from(
    [*FULL, "role", "content", "type", "function", "custom", "name", "id", "text", "image_url", "file"]
)
words = st.sampled_from(
    ["user", "assistant", "tool", "text", "function", "custom", "json_schema", "\0", "\ud83d", ""]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | words
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=12)
some = st.dictionaries(names, anything)
messages = st.lists(st.builds(lambda role, rest: {**rest, "role": role}, words, some), min_size=1)
spoken = st.builds(lambda rest, said: {**rest, "model": "m", "messages": said}, some, messages)


@given(anything | spoken | some.map(lambda wrong: {**wrong, **LEAST}))
def test_anything_is_a_request_or_malformed(value: Any) -> None:
    try:
        request = Request.parse(value)
    except Malformed:
        return
    assert request.raw is value
    properties = [name for name in dir(request) if isinstance(getattr(Request, name, None), property)]
    assert len(properties) > 10
    for name in properties:
        getattr(request, name)
