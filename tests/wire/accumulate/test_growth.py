"""What counts towards the length of an answer: all texts that are kept of it."""

from typing import Any

import pytest

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.types.chunk import Chunk


def grown(*choices: dict[str, Any], **head: Any) -> int:
    answer = Accumulator()
    answer.feed(Chunk({"id": "c", "model": "m", **head, "choices": list(choices)}))
    return answer.size


@pytest.mark.parametrize(
    "delta",
    [
        {"content": "語" * 10},
        {"content": [{"type": "thinking", "thinking": "x" * 10}, {"type": "text", "text": "y" * 20}]},
        {"reasoning_content": "x" * 30},
        {"refusal": "\ud83d" + "x" * 27},
        {"tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "n", "arguments": "x" * 23}}]},
        {
            "tool_calls": [
                {"index": 0, "id": "x" * 9},
                {"index": 1, "type": "custom", "custom": {"name": "n", "input": "x" * 20}},
            ]
        },
        {"function_call": {"name": "n", "arguments": "x" * 29}},
        {"audio": {"data": "A" * 30}},
        {"annotations": [{"type": "x" * 10, "url_citation": {"url": "y" * 20}}]},
        {"reasoning_details": [{"type": "x" * 10, "data": "y" * 20}]},
    ],
)
def test_every_kind_of_text_counts_in_bytes(delta: dict[str, Any]) -> None:
    assert grown({"index": 0, "delta": delta}) == 30


def test_several_choices_and_probabilities_count_and_the_envelope_does_not() -> None:
    logprobs = {"content": [{"token": "ab", "logprob": -0.5, "bytes": [97, 98], "top_logprobs": []}]}
    first = {"index": 0, "delta": {"role": "assistant", "content": "ab"}, "logprobs": logprobs}
    assert grown(first, {"index": 1, "delta": {"content": "cde"}}, obfuscation="x" * 50) == 2 + 2 + 3 + 3
    assert grown({"index": 0, "delta": {}, "finish_reason": "stop"}) == 0


def test_a_text_that_is_sent_again_as_a_whole_counts_once() -> None:
    answer = Accumulator()
    sizes = []
    for text in ("one", "one two", "one two three"):
        choice = {"index": 0, "message": {"content": text}}
        answer.feed(Chunk({"object": "chat.completion", "choices": [choice]}))
        sizes.append(answer.size)
    assert sizes == [3, 7, 13]
