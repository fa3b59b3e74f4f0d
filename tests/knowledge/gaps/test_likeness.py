"""Questions that ask for the same come together by their rare words."""

from hypothesis import given
from hypothesis import strategies as st

from chatapp.knowledge.gaps.likeness import groups, likeness

WEIGHTS = {"park": 6.0, "space": 4.0, "book": 4.0, "office": 1.0, "holiday": 6.0, "many": 1.0}


def test_questions_that_share_their_rare_words_are_one_group() -> None:
    asked = [
        {"book", "park", "space"},
        {"holiday", "many"},
        {"park", "space", "office"},
        {"holiday", "office"},
    ]
    assert groups(asked, WEIGHTS) == [[0, 2], [1, 3]]


def test_common_words_alone_bring_nothing_together() -> None:
    assert groups([{"park", "office"}, {"holiday", "office"}], WEIGHTS) == [[0], [1]]


def test_a_question_without_words_stands_alone() -> None:
    assert groups([set(), set(), {"park"}], WEIGHTS) == [[0], [1], [2]]
    assert likeness(set(), set(), WEIGHTS) == 0


@given(st.lists(st.frozensets(st.sampled_from(sorted(WEIGHTS)), max_size=4), max_size=20))
def test_every_question_is_in_one_group(asked: list[frozenset[str]]) -> None:
    found = groups(asked, WEIGHTS)
    assert sorted(place for group in found for place in group) == list(range(len(asked)))
    assert all(group == sorted(group) for group in found)
