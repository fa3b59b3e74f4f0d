"""A whole answer, made a stream and accumulated, is the same answer."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.replay import completion_to_chunks
from chatapp.wire.json import jsontext
from chatapp.wire.stream.decoder import DONE, ChunkDecoder
from chatapp.wire.stream.sse import encode
from chatapp.wire.types.completion import Completion

words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1) | st.sampled_from(
    ["\ud83d", "x\ude00", "{}"]
)
objects = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers() | words | st.none())
logprob = st.fixed_dictionaries(
    {"token": words, "logprob": st.floats(-99, 0), "bytes": st.none(), "top_logprobs": st.just([])}
)
logprobs = st.fixed_dictionaries(
    {"content": st.none() | st.lists(logprob), "refusal": st.none() | st.lists(logprob)}
)
functions = st.fixed_dictionaries({"name": words, "arguments": words | st.just("")})
calls = st.fixed_dictionaries(
    {"id": words, "type": st.just("function"), "function": functions}, optional={"x": objects}
)
customs = st.fixed_dictionaries({"name": words, "input": words | st.just("")})
custom_calls = st.fixed_dictionaries({"id": words, "type": st.just("custom"), "custom": customs})
audio = st.fixed_dictionaries({"id": words, "data": words, "transcript": words, "expires_at": st.integers()})
messages = st.fixed_dictionaries(
    {"role": st.just("assistant"), "content": st.none() | words, "refusal": st.none() | words},
    optional={
        "tool_calls": st.lists(calls | custom_calls),
        "function_call": functions,
        "annotations": st.lists(objects),
        "audio": st.none() | audio,
        "reasoning_content": words,
        "reasoning": st.none() | words,
        "mood": words | objects,
    },
)


@st.composite
def completions(draw: st.DrawFn) -> dict[str, Any]:
    reasons = st.sampled_from(["stop", "length", "tool_calls"])
    choices = [
        {
            "index": index,
            "message": draw(messages),
            "logprobs": draw(st.none() | logprobs),
            "finish_reason": draw(reasons),
            **draw(st.just({}) | st.fixed_dictionaries({"content_filter_results": objects})),
        }
        for index in range(draw(st.integers(0, 3)))
    ]
    head = {
        "id": draw(words),
        "object": "chat.completion",
        "created": draw(st.integers(1)),
        "model": draw(words),
    }
    more = st.fixed_dictionaries(
        {},
        optional={
            "service_tier": st.none() | words,
            "system_fingerprint": words,
            "provider": words,
            "usage": st.fixed_dictionaries({"prompt_tokens": st.integers(0), "x": objects}),
        },
    )
    return {**head, "choices": choices, **draw(more)}


@given(completions())
def test_accumulated_it_is_the_same_answer(completion: dict[str, Any]) -> None:
    accumulator = Accumulator()
    for chunk in completion_to_chunks(Completion(completion)):
        accumulator.feed(chunk)
    assert accumulator.completion().raw == completion


@given(completions(), st.integers(1, 50))
def test_it_survives_the_wire(completion: dict[str, Any], size: int) -> None:
    chunks = completion_to_chunks(Completion(completion))
    stream = b"".join(encode(jsontext.dumps(chunk.raw)) for chunk in chunks) + encode(DONE)
    decoder, accumulator = ChunkDecoder(), Accumulator()
    for at in range(0, len(stream), size):
        for chunk in decoder.feed(stream[at : at + size]).chunks:
            accumulator.feed(chunk)
    assert decoder.close() == ([], None, True)
    assert accumulator.completion().raw == completion


def test_an_answer_without_choices_is_one_chunk() -> None:
    chunks = completion_to_chunks(Completion({"id": "chatcmpl-1", "choices": []}))
    assert [chunk.raw["choices"] for chunk in chunks] == [[]]
