"""Nearly every chunk repeats the one before it, but for its text: it is told and sent as any other is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.deltas import ContentDelta, OnlyContent
from chatapp.wire.types.chunk import Chunk
from tests.wire.sending import events, sent
from tests.wire.telling import HEAD, accumulated, chunk

WORDS = st.sampled_from(["", "a", " words", 'quo"te', "ü", "😀", "\ud83d", "\ude00", "x\ud83d"])
DELTAS = st.fixed_dictionaries(
    {},
    optional={
        "content": WORDS,
        "role": st.just("assistant"),
        "refusal": st.sampled_from([None, "no"]),
        "reasoning": st.sampled_from([None, "hm"]),
        "extra": st.sampled_from([None, 1, "x"]),
    },
)
CHOICES = st.fixed_dictionaries(
    {"index": st.sampled_from([0, 0, 0, 1]), "delta": DELTAS},
    optional={
        "finish_reason": st.sampled_from([None, None, "stop"]),
        "logprobs": st.sampled_from([None, {"content": [{"token": "a", "logprob": -1.0}]}]),
    },
)
CHUNKS = st.fixed_dictionaries(
    {"choices": st.lists(CHOICES, min_size=1, max_size=2)},
    optional={
        "system_fingerprint": st.sampled_from(["fp_1", "fp_2"]),
        "usage": st.sampled_from([None, {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}]),
        "obfuscation": st.sampled_from(["abc", "defg"]),
        "unknown": st.sampled_from([1, 2]),
    },
)


@given(st.lists(CHUNKS, max_size=6), st.lists(st.integers(1, 4), min_size=6, max_size=6))
@pytest.mark.parametrize("obfuscation", [None, False])
def test_a_stream_of_repeated_chunks_is_what_it_is_of_different_ones(
    obfuscation: bool | None, raws: list[dict[str, Any]], times: list[int]
) -> None:
    repeated = [raw for raw, count in zip(raws, times, strict=False) for _ in range(count)]
    same = [Chunk({**HEAD, **raw}) for raw in repeated]
    # The id of a chunk is not passed on: here it tells each from the one before.
    different = [Chunk({**HEAD, "id": f"x{place}", **raw}) for place, raw in enumerate(repeated)]
    (completion, changes), (other, other_changes) = accumulated(same), accumulated(different)
    assert completion | {"id": ""} == other | {"id": ""}
    assert changes == other_changes
    assert sent(same, obfuscation=obfuscation) == sent(different, obfuscation=obfuscation)


def test_a_text_after_a_text_is_known_to_be_all_that_is_new() -> None:
    answer = Accumulator()
    (first,) = answer.feed(chunk({"role": "assistant", "content": "a", "refusal": None}))
    again = chunk({"role": "assistant", "content": "\u00fcb", "refusal": None})
    changes = answer.feed(again)
    assert type(first) is ContentDelta
    assert [type(change) for change in changes] == [OnlyContent]
    assert answer.size == 1 + 3


@pytest.mark.parametrize(
    "different",
    [
        chunk({"content": "b", "refusal": "no"}),
        chunk({"content": "b"}, "stop"),
        chunk({"content": "b"}, logprobs={"content": []}),
        chunk({"content": "b"}, index=1),
        Chunk({**chunk({"content": "b"}).raw, "service_tier": "flex"}),
        Chunk({**chunk({"content": "b"}).raw, "choices": chunk({"content": "b"}).raw["choices"] * 2}),
        Chunk({**HEAD, "choices": {}}),
    ],
)
def test_what_says_more_than_a_text_is_looked_at_whole(different: Chunk) -> None:
    answer = Accumulator()
    answer.feed(chunk({"content": "a"}))
    assert all(type(change) is not OnlyContent for change in answer.feed(different))


def test_the_providers_padding_goes_out_with_a_repeated_chunk() -> None:
    padded = [Chunk({**chunk({"content": "a"}).raw, "obfuscation": padding}) for padding in ("x", "yy", "z")]
    assert [one.get("obfuscation") for one in events(sent(padded))][:3] == ["x", "yy", "z"]
    assert not any("obfuscation" in one for one in events(sent(padded, obfuscation=False)))
