"""Pictures of an answer, in each way that providers send them."""

from typing import Any

import pytest

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.deltas import ImagesDelta
from chatapp.wire.accumulate.truncation import truncated
from chatapp.wire.types.chunk import Chunk

ONE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}
TWO = {"type": "image_url", "image_url": {"url": "data:image/png;base64,REVG"}, "index": 1}


def chunk(delta: dict[str, Any]) -> Chunk:
    return Chunk({"id": "c", "model": "m", "choices": [{"index": 0, "delta": delta}]})


@pytest.mark.parametrize(
    "deltas",
    [
        [{"images": [ONE, TWO]}],
        [{"images": [ONE]}, {"content": ""}, {"images": [TWO]}],
        [{"content": [ONE]}, {"content": [TWO]}],
    ],
)
def test_all_of_them_are_in_the_message_and_each_is_told_once(deltas: list[dict[str, Any]]) -> None:
    answer = Accumulator()
    changes = [change for delta in deltas for change in answer.feed(chunk(delta))]
    assert [image for change in changes if isinstance(change, ImagesDelta) for image in change.images] == [
        ONE,
        TWO,
    ]
    assert answer.completion().choices[0].message.raw["images"] == [ONE, TWO]
    assert [part.image_url for part in answer.completion().choices[0].message.images] == [
        "data:image/png;base64,QUJD",
        "data:image/png;base64,REVG",
    ]


def test_the_message_at_the_end_that_repeats_them_adds_nothing() -> None:
    answer = Accumulator()
    answer.feed(chunk({"images": [ONE]}))
    end = {"index": 0, "message": {"images": [ONE, TWO]}, "finish_reason": "stop"}
    assert [
        change.images for change in answer.feed(Chunk({"choices": [end]})) if isinstance(change, ImagesDelta)
    ] == [[TWO]]


def test_their_bytes_are_not_those_of_the_text_and_they_are_never_cut() -> None:
    answer = Accumulator()
    answer.feed(chunk({"images": [ONE]}))
    assert (answer.size, answer.images_size) == (0, len("image_url" + ONE["image_url"]["url"]))  # type: ignore[index]
    large = {"type": "image_url", "image_url": {"url": "x" * 10_000}}
    assert truncated(chunk({"images": [large], "content": "abc"}), 100, 100)[1] is False
