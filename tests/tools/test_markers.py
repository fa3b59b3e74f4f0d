"""An answer that cites, while it is written: no half marker shows, and citations come with their markers."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.tools.citations import Citation, annotate
from chatapp.tools.markers import MarkerStream

PASSAGES = [
    Citation(number, f"Title {number}", "", f"/documents/a/{number}/", "Text.") for number in (1, 2, 12)
]


def told(*pieces: str) -> list[str]:
    stream = MarkerStream(PASSAGES)
    return [*(stream.feed(piece) for piece in pieces), stream.close()]


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["So [", "1", "] and"], ["So ", "", "[1] and", ""]),
        (["So [1]"], ["So ", "[1]"]),
        (["So [1", ", 2", "]."], ["So ", "", "[1, 2].", ""]),
        (["So 【1†sou", "rce】 it is"], ["So ", "【1†source】 it is", ""]),
        (["A [", "link](x)"], ["A ", "[link](x)", ""]),
        (["A [1]", "(x)"], ["A ", "[1](x)", ""]),
        (["[1][", "2] x"], ["[1]", "[2] x", ""]),
        (["plain", " words"], ["plain", " words", ""]),
    ],
)
def test_a_marker_is_shown_when_it_is_whole(pieces: list[str], shown: list[str]) -> None:
    assert told(*pieces) == shown


def test_what_only_begins_like_a_marker_is_not_held_for_ever() -> None:
    assert "".join(told("[" + "1, " * 40)[:1]) != ""


def test_a_citation_comes_with_its_marker() -> None:
    stream = MarkerStream(PASSAGES)
    assert (stream.feed("Zürich 🏔️ [1"), stream.fresh()) == ("Zürich 🏔️ ", [])
    text = stream.feed("].")
    [one] = stream.fresh()
    assert text == "[1]."
    assert one == annotate("Zürich 🏔️ [1].", PASSAGES)[0]
    assert stream.fresh() == []


def test_what_may_become_code_is_no_citation_yet() -> None:
    stream = MarkerStream(PASSAGES)
    stream.feed("Write `a[1] ")
    assert stream.fresh() == []
    stream.feed("b` and [2] so")
    assert [one["url_citation"]["title"] for one in stream.fresh()] == ["Title 2"]


def test_passages_that_are_found_later_are_cited_later() -> None:
    passages: list[Citation] = []
    stream = MarkerStream(passages)
    stream.feed("I look. [1] ")
    assert stream.fresh() == []
    passages.extend(PASSAGES[1:])
    stream.feed("It is so [2] ")
    assert [one["url_citation"]["start_index"] for one in stream.fresh()] == [21]


_PIECES = ("[1]", "[", "1", "2", "]", ", ", "【12", "†x】", "`", "\n\n", "```\n", "é ", "(a)", "~~~\n")
_pieces = st.lists(
    st.sampled_from(_PIECES),
    max_size=25,
)


@given(_pieces)
def test_nothing_is_lost_and_what_was_told_is_what_the_end_says(pieces: list[str]) -> None:
    stream = MarkerStream(PASSAGES)
    shown, live = "", list[dict[str, Any]]()
    for piece in pieces:
        shown += stream.feed(piece)
        live += stream.fresh()
    shown += stream.close()
    live += stream.fresh()
    assert shown == "".join(pieces)
    known = annotate(shown, PASSAGES)
    assert all(one in known for one in live)


def test_a_long_answer_of_markers_is_not_read_again_and_again() -> None:
    stream = MarkerStream(PASSAGES)
    started = time.process_time()
    for _ in range(20_000):
        stream.feed("a [9] ")
    assert time.process_time() - started < 30, "without a bound it takes minutes"
