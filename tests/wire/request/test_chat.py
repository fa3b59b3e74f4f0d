"""Requests: every parameter by name, unknown ones kept."""

from typing import Any

from chatapp.wire.request.chat import Request
from chatapp.wire.request.options import AudioOptions, Prediction, ResponseFormat
from chatapp.wire.types.messages import Message
from chatapp.wire.types.parts import Part
from chatapp.wire.types.tools import Tool, ToolChoice

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


def test_every_parameter_is_read_by_its_name() -> None:
    request = Request.parse(FULL)
    assert request.raw is FULL
    same = "model frequency_penalty presence_penalty logit_bias logprobs top_logprobs max_completion_tokens n"
    same += " max_tokens seed service_tier store metadata stream temperature top_p parallel_tool_calls user"
    same += (
        " safety_identifier prompt_cache_key reasoning_effort verbosity enable_thinking web_search_options"
    )
    for name in same.split():
        assert getattr(request, name) == FULL[name], name
    assert request.messages == (Message(HELLO),)
    assert request.modalities == ("text", "audio")
    assert request.stop == ("END",)
    assert request.functions == ({"name": "get"},)
    assert request.function_call == ToolChoice.function("get")
    assert request.tool_choice == ToolChoice.function("get")
    assert request.tools == (Tool(FULL["tools"][0]),)


def test_structured_parameters_have_types_of_their_own() -> None:
    request = Request.parse(FULL)
    assert request.audio == AudioOptions({"format": "wav", "voice": {"id": "voice_1"}})
    assert (request.audio.format, request.audio.voice) == ("wav", "voice_1")
    assert AudioOptions({"voice": "alloy"}).voice == "alloy"
    assert request.prediction == Prediction(FULL["prediction"])
    assert (request.prediction.type, request.prediction.content) == ("content", "ab")
    assert Prediction({"content": "ab"}).content == "ab"
    assert request.response_format == ResponseFormat(FULL["response_format"])
    assert request.response_format.type == "json_schema"
    assert request.response_format.json_schema == {"name": "x"}
    assert request.stream_options.include_usage
    assert request.stream_options.include_obfuscation is False


def test_an_absent_parameter_and_a_null_one_are_the_same() -> None:
    for request in (Request.parse(LEAST), Request.parse({**dict.fromkeys(FULL), **LEAST})):
        assert (request.n, request.stream, request.store, request.logprobs) == (1, False, False, False)
        assert (request.tools, request.stop, request.modalities, request.functions) == ((), (), (), ())
        assert request.metadata == {}
        assert not request.stream_options.include_usage
        assert request.stream_options.include_obfuscation is None
        for name in ("tool_choice", "function_call", "audio", "prediction", "response_format", "temperature"):
            assert getattr(request, name) is None


def test_changes_make_another_request() -> None:
    request = Request.of("m", [Message.user("Hello")], top_k=40)
    assert request.raw == {**LEAST, "top_k": 40}
    changed = request.with_(stream=True, model="other")
    assert (changed.stream, changed.model, request.stream, request.model) == (True, "other", False, "m")
    assert changed.without("stream", "top_k").raw == {**LEAST, "model": "other"}


def test_messages_full_of_nulls_are_accepted() -> None:
    nulls = dict.fromkeys(
        ["content", "refusal", "audio", "tool_calls", "function_call", "annotations", "name"]
    )
    message = Request.parse({**LEAST, "messages": [{"role": "assistant", **nulls}]}).messages[0]
    assert (message.content, message.parts, message.text, message.tool_calls) == (None, (), "", ())
    assert (message.annotations, message.audio, message.function_call) == ((), None, None)


def test_content_is_one_text_or_parts() -> None:
    parts = [
        Part.of_text("a"),
        Part.of_image("data:,", "low"),
        Part.of_audio("YQ==", "wav"),
        Part.of_text("b"),
    ]
    message = Message.user(
        [*parts, Part.of_file("a.pdf", "data:,"), Part({"type": "refusal", "refusal": "no"})]
    )
    assert message.text == "ab"
    types = ["text", "image_url", "input_audio", "text", "file", "refusal"]
    assert [part.type for part in message.parts] == types
    assert message.content == message.parts
    assert (message.parts[1].image_url, message.parts[1].image_detail) == ("data:,", "low")
    assert message.parts[2].input_audio == {"data": "YQ==", "format": "wav"}
    assert message.parts[4].file == {"filename": "a.pdf", "file_data": "data:,"}
    assert message.parts[5].text == "no"
    assert Message.user("a").parts == (Part.of_text("a"),)
    assert Message.user("a").content == "a"


def test_messages_of_ours_have_their_roles() -> None:
    made = [Message.developer("a"), Message.system("a"), Message.user("a"), Message.assistant("a")]
    assert [message.role for message in made] == ["developer", "system", "user", "assistant"]
    answer = Message.tool("call_1", "42")
    assert (answer.role, answer.tool_call_id, answer.text) == ("tool", "call_1", "42")
