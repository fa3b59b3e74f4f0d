"""A chunk that holds more than there is room for is cut inside its texts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.accumulate.truncation import truncated
from chatapp.wire.types.chunk import Chunk

LONG = "x" * 10_000


def _cut(delta: dict[str, Any], room: int) -> tuple[dict[str, Any], bool]:
    chunk = Chunk({"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": "stop"}]})
    cut, was_cut = truncated(chunk, room, room)
    assert (cut is not chunk) == was_cut
    assert cut.raw["choices"][0]["finish_reason"] == (None if was_cut else "stop")
    found: dict[str, Any] = cut.raw["choices"][0]["delta"]
    return found, was_cut


def test_what_has_room_stays_as_it_is() -> None:
    delta = {"role": "assistant", "content": LONG, "tool_calls": [{"index": 0, "id": "call_1"}]}
    assert _cut(delta, 11_000) == (delta, False)


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        ({"content": LONG}, {"content": "x" * 1000}),
        ({"content": "語" * 5000}, {"content": "語" * 333}),
        ({"content": "\ud83d" * 5000}, {"content": "\ud83d" * 333}),
        ({"reasoning_content": LONG, "content": LONG}, {"reasoning_content": "x" * 1000, "content": ""}),
        ({"content": [LONG, LONG]}, {"content": ["x" * 996, ""]}),
        ({"audio": {"id": "", "data": "A" * 1_111}}, {"audio": {"id": "", "data": "A" * 1000}}),
        (
            {"tool_calls": [{"function": {"arguments": LONG, "name": "search"}}]},
            {"tool_calls": [{"function": {"arguments": "x" * 996, "name": "search"}}]},
        ),
    ],
)
def test_every_text_is_cut_where_the_room_ends(delta: dict[str, Any], expected: dict[str, Any]) -> None:
    assert _cut(delta, 1000) == (expected, True)


def test_a_text_that_is_sent_again_as_a_whole_is_measured_as_a_whole() -> None:
    chunk = Chunk({"choices": [{"index": 0, "message": {"content": LONG}}]})
    assert truncated(chunk, 10, 10_000) == (chunk, False)
    assert truncated(chunk, 10, 5_000)[0].raw["choices"][0]["message"] == {"content": "x" * 5000}


@pytest.mark.parametrize(
    "raw", [{}, {"choices": None}, {"choices": []}, {"choices": [None, {"delta": None}]}]
)
def test_what_has_no_text_stays(raw: dict[str, Any]) -> None:
    chunk = Chunk(raw)
    assert truncated(chunk, 0, 0) == (chunk, False)


@given(st.text(st.characters(exclude_categories=()), max_size=2000), st.integers(-10, 3000))
def test_what_is_left_is_a_beginning_and_fits(text: str, room: int) -> None:
    content = _cut({"content": text}, room)[0]["content"]
    assert text.startswith(content)
    size = len(text.encode("utf-8", "surrogatepass"))
    left = len(content.encode("utf-8", "surrogatepass"))
    assert left == size or left <= max(room, 0)
    assert left > min(size, room) - 4 - 3
