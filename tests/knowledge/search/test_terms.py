"""Texts and questions are taken apart in the same way, names with marks in them too."""

import time

import pytest

from chatapp.knowledge.terms import LONGEST_IDENTIFIER, identifiers, words


def test_words_lose_every_mark_that_postgres_would_stumble_over() -> None:
    text = "Set OPENAI_BASE_URL and/or `gpt-5-mini`, see docs/protocol.md — “now”."
    assert words(text) == "Set OPENAI BASE URL and or gpt 5 mini see docs protocol md now"


def test_words_of_other_scripts_stay_whole() -> None:
    assert words("Größe, naïve (हिन्दी) 日本語。") == "Größe naïve हिन्दी 日本語"


def test_what_postgres_cannot_take_is_left_out() -> None:
    assert words("a\0b \ud83d c") == "a b c"


def test_a_name_with_marks_inside_is_a_term_however_it_is_written() -> None:
    found = identifiers("Call /v1/chat/completions; SEARCH_KNOWLEDGE, search_knowledge and gpt-5-mini. End.")
    assert found == {"v1/chat/completions": 1, "search_knowledge": 2, "gpt-5-mini": 1}


def test_plain_words_are_no_names() -> None:
    assert not identifiers("Just words, and a number 8000. Another sentence; nothing -- else.")


def test_names_of_any_length_are_read_fast_and_long_ones_are_left_out() -> None:
    assert not identifiers("a_" * 500_000 + "a")
    assert not identifiers("a" * 1_000_000)
    assert len(identifiers("a" * (LONGEST_IDENTIFIER - 2) + "_b")) == 1


@pytest.mark.parametrize(
    ("text", "bare", "names"),
    [
        ("the U.S. law", "the law", {"u.s": 1}),
        ("at 9 a.m., e.g. i.e. so", "at 9 so", {"a.m": 1}),
        ("a.b.foo and x.y1", "a b foo and x y1", {"a.b.foo": 1, "x.y1": 1}),
        ("A. Smith", "A Smith", {}),
    ],
)
def test_initials_with_dots_are_one_term_and_no_letters(text: str, bare: str, names: dict[str, int]) -> None:
    assert " ".join(words(text).split()) == bare
    assert identifiers(text) == names


@pytest.mark.parametrize(
    ("text", "bare", "names"),
    [
        ("on-line", "on line online", {}),
        ("State-of-the-Art.", "State of the Art StateoftheArt", {}),
        ("gpt-5-mini", "gpt 5 mini", {"gpt-5-mini": 1}),
        ("gpt-mini-5", "gpt mini 5", {"gpt-mini-5": 1}),
        ("one--two -x- y", "one two onetwo x y", {}),
    ],
)
def test_a_compound_of_letters_is_its_parts_and_the_joined_word(
    text: str, bare: str, names: dict[str, int]
) -> None:
    assert words(text) == bare
    assert identifiers(text) == names


def test_compounds_of_any_length_are_read_fast() -> None:
    started = time.process_time()
    assert len(words("a-" * 200_000)) <= 400_000
    assert not words("a." * 200_000)
    assert time.process_time() - started < 2
