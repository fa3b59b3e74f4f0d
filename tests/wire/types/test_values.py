"""The values' typed reading of what came, whatever came."""

from typing import Any

import pytest

from chatapp.wire.errors import Malformed
from chatapp.wire.types.audio import Audio
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.completion import Completion
from chatapp.wire.types.logprobs import Logprobs
from chatapp.wire.types.messages import Message
from chatapp.wire.types.tools import Tool, ToolCall
from chatapp.wire.types.usage import Usage


def test_usage_has_every_detail() -> None:
    usage = Usage(
        {
            "prompt_tokens": 10,
            "completion_tokens": 20,
            "total_tokens": 31,
            "prompt_tokens_details": {"cached_tokens": 1, "audio_tokens": 2},
            "completion_tokens_details": {
                "reasoning_tokens": 3,
                "audio_tokens": 4,
                "accepted_prediction_tokens": 5,
                "rejected_prediction_tokens": 6,
            },
        }
    )
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (10, 20, 31)
    assert (usage.cached_tokens, usage.audio_input_tokens, usage.audio_output_tokens) == (1, 2, 4)
    assert usage.reasoning_tokens == 3
    assert (usage.accepted_prediction_tokens, usage.rejected_prediction_tokens) == (5, 6)


@pytest.mark.parametrize(
    ("raw", "total"),
    [
        ({}, 0),
        ({"prompt_tokens": 1, "completion_tokens": 2}, 3),
        ({"prompt_tokens": 1.0, "completion_tokens": 2.0, "total_tokens": None}, 3),
        ({"prompt_tokens": None, "completion_tokens": 2, "prompt_tokens_details": None}, 2),
        ({"prompt_tokens": "1", "completion_tokens": True, "completion_tokens_details": []}, 0),
        ({"prompt_tokens": -5, "completion_tokens": 2.5}, 0),
    ],
    ids=repr,
)
def test_usage_is_read_tolerantly(raw: dict[str, Any], total: int) -> None:
    usage = Usage(raw)
    assert usage.total_tokens == total
    assert (usage.cached_tokens, usage.reasoning_tokens) == (0, 0)


def test_cached_tokens_have_other_names_too() -> None:
    assert Usage({"prompt_cache_hit_tokens": 7}).cached_tokens == 7
    assert Usage({"cached_tokens": 7}).cached_tokens == 7


def test_a_tool_call_is_read_whatever_its_type() -> None:
    calls = [
        ToolCall({"id": "a", "type": "function", "function": {"name": "get", "arguments": "{}"}}),
        ToolCall({"id": "a", "type": "custom", "custom": {"name": "get", "input": "{}"}}),
        ToolCall({"id": "a", "custom_tool": {"name": "get", "input": "{}"}}),
        ToolCall({"id": "a", "function": {"name": "get", "arguments": "{}"}}),
    ]
    assert {(call.id, call.name, call.arguments) for call in calls} == {("a", "get", "{}")}
    assert [call.type for call in calls] == ["function", "custom", "custom", "function"]


def test_a_tool_is_a_function_or_custom() -> None:
    function = Tool.function("get", "Gets.", {"type": "object"})
    assert (function.type, function.name) == ("function", "get")
    custom = Tool({"type": "custom", "custom": {"name": "sh"}})
    assert (custom.type, custom.name) == ("custom", "sh")


def test_a_completion_is_read() -> None:
    call = {"name": "get", "arguments": "{}"}
    message = {"role": "assistant", "content": "a", "reasoning": "hm", "function_call": call, "refusal": "no"}
    citation = {
        "type": "url_citation",
        "url_citation": {"url": "u", "title": "t", "start_index": 0, "end_index": 1},
    }
    message |= {
        "annotations": [citation],
        "audio": {"id": "au", "data": "YQ==", "transcript": "a", "expires_at": 9},
    }
    completion = Completion.parse(
        {
            "id": "chatcmpl-1",
            "created": 7,
            "model": "m",
            "service_tier": "flex",
            "system_fingerprint": "fp",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
            "usage": {"prompt_tokens": 1},
        }
    )
    assert (completion.id, completion.created, completion.model) == ("chatcmpl-1", 7, "m")
    assert (completion.service_tier, completion.system_fingerprint) == ("flex", "fp")
    assert completion.usage == Usage({"prompt_tokens": 1})
    choice = completion.choices[0]
    assert (choice.index, choice.finish_reason, choice.logprobs) == (0, "stop", None)
    said = completion.message
    assert (said.role, said.text, said.reasoning, said.refusal) == ("assistant", "a", "hm", "no")
    assert said.function_call
    assert (said.function_call.name, said.function_call.arguments) == ("get", "{}")
    note = said.annotations[0]
    assert (note.url, note.title) == ("u", "t")
    assert said.audio == Audio(message["audio"])  # type: ignore[arg-type]
    assert (said.audio.id, said.audio.data, said.audio.transcript) == ("au", "YQ==", "a")


@pytest.mark.parametrize("wrong", [None, [], "text", {}, {"choices": None}, {"choices": {}}])
def test_what_has_no_choices_is_no_completion(wrong: Any) -> None:
    with pytest.raises(Malformed):
        Completion.parse(wrong)


def test_without_choices_the_message_is_empty() -> None:
    assert Completion({"choices": []}).message == Message({})


def test_a_chunk_is_read() -> None:
    choice = {"index": 1.0, "delta": {"content": "a"}, "finish_reason": None, "logprobs": {"content": []}}
    head = {"id": "i", "model": "m", "created": 7, "service_tier": "flex", "system_fingerprint": "fp"}
    chunk = Chunk({**head, "choices": [choice, None], "usage": None})
    assert (chunk.id, chunk.model, chunk.created, chunk.usage) == ("i", "m", 7, None)
    assert (chunk.service_tier, chunk.system_fingerprint) == ("flex", "fp")
    (only,) = chunk.choices
    assert (only.index, only.finish_reason, only.logprobs) == (1, None, Logprobs({"content": []}))


def test_logprobs_have_bytes_and_alternatives() -> None:
    top = {"token": "b", "logprob": -9999.0, "bytes": None}
    token = {"token": "a", "logprob": -1, "bytes": [240, 159], "top_logprobs": [top]}
    logprobs = Logprobs({"content": [token, {"token": "c", "bytes": [300]}], "refusal": None})
    first, second = logprobs.content
    assert (first.token, first.logprob, first.bytes) == ("a", -1, b"\xf0\x9f")
    assert (first.top[0].token, first.top[0].bytes) == ("b", None)
    assert (second.logprob, second.bytes, second.top) == (-9999.0, None, ())
    assert logprobs.refusal == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"reasoning_content": "hm", "reasoning": "hm again"},
        {"reasoning_content": "", "reasoning": "hm"},
        {
            "reasoning_content": ["hm"],
            "reasoning_details": [{"text": "h"}, {"summary": "m"}, {"data": "x"}, 7],
        },
    ],
)
def test_a_thought_is_read_under_one_of_its_names(fields: dict[str, Any]) -> None:
    assert Message({"role": "assistant", **fields}).reasoning == "hm"
