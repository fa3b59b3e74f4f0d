"""Texts and questions are taken apart in the same way, names with marks in them too."""

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
