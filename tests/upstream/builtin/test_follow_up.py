"""A question that only makes sense after the one before it is completed by it."""

import pytest

from chatapp.upstream.builtin.follow_up import completed

BACKUP = "How do I make a backup?"


@pytest.mark.parametrize(
    "question",
    [
        "and how long does that take?",
        "Is it encrypted?",
        "how long?",
        "Why?",
        "And on a phone?",
        "What about chats?",
    ],
)
def test_a_follow_up_is_led_by_the_question_before_it(question: str) -> None:
    assert completed(question, [BACKUP, "What is a citation?"]) == f"{BACKUP} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "How do I invite a colleague?",
        "dark mode",
        "Is it possible to choose another colour theme?",
        "What happens when there is an error?",
        "What is unpriced?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert completed(question, [BACKUP]) == question


def test_a_row_of_follow_ups_reaches_back_to_the_question_that_began_it() -> None:
    said = ["how long does that take?", BACKUP, "What is a citation?"]
    assert completed("and is it safe?", said) == f"{BACKUP} how long does that take? and is it safe?"


def test_a_follow_up_of_nothing_is_itself() -> None:
    assert completed("and then?", []) == "and then?"
