"""For any stream, the accumulated completion equals what the same answer is without `stream`."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.deltas import (
    AnnotationsDelta,
    AudioDelta,
    ContentDelta,
    Finished,
    ToolCallDelta,
    UsageDelta,
)
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.usage import Usage
from tests.wire.telling import HEAD, accumulated, calls_of, chunk, follow
from tests.wire.transcripts import CALLS, WORDS

USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


@pytest.mark.parametrize("quirk", CALLS)
@pytest.mark.parametrize("ends", [True, False], ids=["finished", "cut"])
def test_tool_calls_are_gathered_whatever_the_server_does(quirk: str, ends: bool) -> None:
    deltas, expected = CALLS[quirk]
    completion, changes = accumulated([*map(chunk, deltas), *[chunk({}, "tool_calls")] * ends])
    message = completion["choices"][0]["message"]
    assert message["content"] is None
    assert calls_of(message) == expected
    followed = follow(changes)["calls"]
    assert [followed[place][:3] for place in sorted(followed)] == expected
    assert [call["type"] for call in message["tool_calls"]] == [
        followed[place][3] for place in sorted(followed)
    ]


@pytest.mark.parametrize("quirk", WORDS)
@pytest.mark.parametrize("ends", [True, False], ids=["finished", "cut"])
def test_words_are_gathered_whatever_the_server_does(quirk: str, ends: bool) -> None:
    deltas, expected = WORDS[quirk]
    completion, changes = accumulated([*map(chunk, deltas), *[chunk({}, "stop")] * ends])
    choice = completion["choices"][0]
    assert choice["message"] == {"role": "assistant", "refusal": None, **expected}
    assert choice["finish_reason"] == ("stop" if ends else None)
    followed = follow(changes)
    assert followed["content"] == (expected["content"] or "")
    assert followed["reasoning"] in ("", "hm")
    assert bool(followed["reasoning"]) == any("reasoning" in key for key in expected)
    if "function_call" in expected:
        assert followed["function"] == [expected["function_call"][key] for key in ("name", "arguments")]


@pytest.mark.parametrize("quirk", [*CALLS, *WORDS])
def test_no_chunk_is_changed_and_no_completion_changes_later(quirk: str) -> None:
    deltas = (CALLS.get(quirk) or WORDS[quirk])[0]
    chunks = [chunk(delta) for delta in deltas]
    before = [repr(one.raw) for one in chunks]
    accumulator = Accumulator()
    for one in chunks:
        accumulator.feed(one)
        completion = accumulator.completion()
        kept = repr(completion.raw)
    accumulator.feed(chunks[-1])
    assert [repr(one.raw) for one in chunks] == before
    assert repr(completion.raw) == kept


def test_a_whole_stream_is_a_whole_completion() -> None:
    logprob = {"token": "a", "logprob": -1.0, "bytes": [97], "top_logprobs": []}
    more = {"service_tier": "default", "system_fingerprint": "fp", "provider": "p", "obfuscation": "xyz"}
    completion, changes = accumulated(
        [
            Chunk({**HEAD, **more, "choices": [], "prompt_filter_results": [{}], "usage": None}),
            chunk({"role": "assistant", "content": "a"}, logprobs={"content": [logprob], "refusal": None}),
            chunk({"content": "b"}, logprobs={"content": [logprob], "refusal": None}),
            chunk({}, "stop", content_filter_results={"hate": {}}),
            Chunk({**HEAD, **more, "choices": [], "usage": USAGE}),
        ]
    )
    assert completion == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1763670000,
        "model": "m",
        "service_tier": "default",
        "system_fingerprint": "fp",
        "provider": "p",
        "prompt_filter_results": [{}],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "ab", "refusal": None},
                "logprobs": {"content": [logprob, logprob], "refusal": None},
                "finish_reason": "stop",
                "content_filter_results": {"hate": {}},
            }
        ],
        "usage": USAGE,
    }
    assert changes == [
        ContentDelta(0, "a"),
        ContentDelta(0, "b"),
        Finished(0, "stop"),
        UsageDelta(Usage(USAGE)),
    ]


def test_the_head_keeps_the_first_name_and_the_last_facts() -> None:
    accumulator = Accumulator()
    accumulator.feed(Chunk({"id": "", "model": "", "created": 0, "service_tier": "auto", "choices": []}))
    accumulator.feed(Chunk({**HEAD, "service_tier": "flex", "system_fingerprint": "fp"}))
    accumulator.feed(Chunk({"id": "other", "model": "other", "created": 9, "system_fingerprint": None}))
    assert (accumulator.id, accumulator.model) == ("chatcmpl-1", "m")
    assert (accumulator.service_tier, accumulator.system_fingerprint) == ("flex", "fp")
    assert accumulator.completion().created == HEAD["created"]


@pytest.mark.parametrize(
    "report",
    [
        [Chunk({**HEAD, "choices": [], "usage": USAGE})],
        [chunk({"content": "b"}, usage=USAGE)],
        [Chunk({**chunk({"content": "b"}, "stop").raw, "usage": USAGE})],
        [Chunk({**HEAD, "choices": [], "usage": {**USAGE, "total_tokens": n}}) for n in (1, 2, 3)],
        [Chunk({**HEAD, "choices": [], "usage": value}) for value in (USAGE, None, {})],
    ],
    ids=["alone", "within the choice", "with choices", "cumulative", "null afterwards"],
)
def test_the_last_usage_wins_wherever_it_stands(report: list[Chunk]) -> None:
    completion, changes = accumulated([chunk({"content": "a"}), *report])
    assert completion["usage"] == USAGE
    assert [change for change in changes if isinstance(change, UsageDelta)][-1] == UsageDelta(Usage(USAGE))
    assert "usage" not in completion["choices"][0]


def test_without_a_report_there_is_no_usage() -> None:
    accumulator = Accumulator()
    accumulator.feed(chunk({"content": "a"}))
    assert accumulator.usage is None
    assert "usage" not in accumulator.completion().raw


def test_choices_are_sorted_and_finish_each_for_itself() -> None:
    accumulator = Accumulator()
    accumulator.feed(chunk({"content": "b"}, index=1))
    accumulator.feed(chunk({"content": "a"}, "stop", index=0))
    assert not accumulator.finished
    assert accumulator.finish_reasons == {0: "stop"}
    accumulator.feed(chunk({"content": "B"}, "length", index=1))
    assert accumulator.finished
    assert accumulator.finish_reasons == {0: "stop", 1: "length"}
    assert [choice.message.text for choice in accumulator.completion().choices] == ["a", "bB"]


def test_choices_without_an_index_are_told_apart_by_their_place() -> None:
    deltas = [[{"delta": {"content": text}} for text in pair] for pair in ("ab", "cd")]
    completion, _ = accumulated([Chunk({**HEAD, "choices": choices}) for choices in deltas])
    assert [choice["message"]["content"] for choice in completion["choices"]] == ["ac", "bd"]


def test_an_empty_finish_reason_is_none_and_the_same_one_counts_once() -> None:
    _, changes = accumulated([chunk({"content": "a"}, ""), chunk({}, "stop"), chunk({}, "stop")])
    assert changes == [ContentDelta(0, "a"), Finished(0, "stop")]


def message(finish_reason: str | None = None, object: str = HEAD["object"], **fields: Any) -> Chunk:  # type: ignore[assignment]
    choice = {"index": 0, "message": {"role": "assistant", **fields}, "finish_reason": finish_reason}
    return Chunk({**HEAD, "object": object, "choices": [choice]})


CALL = {"id": "a", "type": "function", "function": {"name": "get", "arguments": '{"x":1}'}}


@pytest.mark.parametrize(
    "chunks",
    [
        [message("stop", "chat.completion", content="Hello", tool_calls=[CALL])],
        [message("stop", content="Hello", tool_calls=[CALL])],
        [message(content="Hel"), message(content="lo", tool_calls=[{**CALL, "index": 0}])],
        [chunk({"content": "Hel"}), message("stop", content="Hello", tool_calls=[CALL])],
        [chunk({"content": "Hel"}), message(content="Hello"), message(content="Hello", tool_calls=[CALL])],
        [
            chunk({"content": "Hello", "tool_calls": [{**CALL, "index": 0}]}),
            message("stop", tool_calls=[CALL]),
        ],
    ],
    ids=["a completion", "one message", "fragments", "whole at the end", "cumulative", "calls once more"],
)
def test_a_message_in_the_place_of_a_delta(chunks: list[Chunk]) -> None:
    completion, changes = accumulated(chunks)
    said = completion["choices"][0]["message"]
    assert (said["content"], said["tool_calls"]) == ("Hello", [CALL])
    assert follow(changes)["content"] == "Hello"
    assert follow(changes)["calls"] == {0: ["a", "get", '{"x":1}', "function"]}


def test_a_message_beside_a_delta_is_the_same_said_twice() -> None:
    both = {"delta": {"content": "a"}, "message": {"content": "a"}, "finish_reason": None}
    completion, _ = accumulated([Chunk({**HEAD, "choices": [both]})])
    assert completion["choices"][0]["message"]["content"] == "a"
    assert "message" not in completion["choices"][0]["message"]


def test_a_change_never_has_half_of_a_pair_that_is_completed() -> None:
    _, changes = accumulated([chunk({"content": "a\ud83d"}), chunk({"content": "\ude00b"})])
    assert changes == [ContentDelta(0, "a"), ContentDelta(0, "😀b")]


def test_half_a_pair_comes_at_the_end_at_the_latest() -> None:
    _, changes = accumulated([chunk({"content": "a\ud83d"}), chunk({}, "stop")])
    assert changes == [ContentDelta(0, "a"), ContentDelta(0, "\ud83d"), Finished(0, "stop")]


def test_id_and_name_are_told_before_the_arguments() -> None:
    _, changes = accumulated(map(chunk, CALLS["by the book"][0][:3]))
    assert changes == [
        ToolCallDelta(0, 0, "a", "get", "", "function"),
        ToolCallDelta(0, 0, "a", "get", '{"x"', "function"),
    ]


def test_annotations_and_audio_are_told_as_they_came() -> None:
    _, changes = accumulated([chunk({"annotations": [{"type": "x"}]}), chunk({"audio": {"id": "au"}})])
    assert changes == [AnnotationsDelta(0, [{"type": "x"}]), AudioDelta(0, {"id": "au"})]


def test_extra_fields_of_a_call_are_kept() -> None:
    first = {
        "index": 0,
        "id": "a",
        "function": {"name": "get", "arguments": "", "z": 1},
        "extra_content": {"s": 1},
    }
    completion, _ = accumulated(
        [chunk({"tool_calls": [first]}), chunk({"tool_calls": [{"index": 0, "y": 2}]})]
    )
    assert completion["choices"][0]["message"]["tool_calls"] == [
        {
            "id": "a",
            "type": "function",
            "function": {"name": "get", "arguments": "", "z": 1},
            "extra_content": {"s": 1},
            "y": 2,
        }
    ]


def test_something_was_seen_only_when_something_was_said() -> None:
    accumulator = Accumulator()
    accumulator.feed(chunk({"role": "assistant", "content": ""}))
    accumulator.feed(Chunk({**HEAD, "choices": [], "usage": USAGE}))
    assert not accumulator.seen
    assert not accumulator.finished
    accumulator.feed(chunk({"reasoning": "hm"}))
    accumulator.feed(chunk({"content": "a"}))
    assert accumulator.seen
    assert (accumulator.text, accumulator.completion().message.reasoning) == ("a", "hm")


KEYS = """choices delta message index content reasoning reasoning_content reasoning_details refusal tool_calls
    function_call x id function custom name arguments input type audio data transcript annotations logprobs
    usage finish_reason role text"""
keys = st.sampled_from(KEYS.split())
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "{}", "a"])
)
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20)
deltas = st.dictionaries(keys, anything)
choices = st.fixed_dictionaries(
    {"delta": deltas | anything}, optional={"index": anything, "logprobs": anything}
)


@given(
    st.lists(st.fixed_dictionaries({"choices": st.lists(choices | anything) | anything, "usage": anything}))
)
def test_nothing_breaks_it(chunks: list[dict[str, Any]]) -> None:
    completion, _ = accumulated(map(Chunk, chunks))
    assert completion["object"] == "chat.completion"


pieces = st.lists(st.sampled_from(["a", "ü", "\ud83d", "\ude00", "😀", "", "\0", "ab"]))


@given(st.dictionaries(st.integers(0, 4), pieces, max_size=4), st.randoms(use_true_random=False))
def test_choices_may_come_in_any_order(words: dict[int, list[str]], random: Any) -> None:
    turns = [index for index, said in words.items() for _ in said]
    random.shuffle(turns)
    left = {index: iter(said) for index, said in words.items()}
    completion, changes = accumulated(chunk({"content": next(left[index])}, index=index) for index in turns)
    found = {choice["index"]: choice["message"]["content"] for choice in completion["choices"]}
    whole = {index: "".join(said) for index, said in words.items() if said}
    assert found == {index: joined(said) for index, said in whole.items()}
    assert {index: follow(changes, index)["content"] for index in found} == found


def joined(words: str) -> str:
    """With every surrogate pair as one character."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
