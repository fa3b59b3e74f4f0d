"""Titles are one line of plain text that ends with a word, whatever a model answers."""

import pytest

from chatapp.conversations import titles


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("How leases work", "How leases work"),
        ("\n\n  How leases work \n\nI hope that helps.", "How leases work"),
        ("# How leases work", "How leases work"),
        ("- How leases work", "How leases work"),
        ("> How leases work", "How leases work"),
        ("**How leases work**", "How leases work"),
        ("***How* leases work**", "How leases work"),
        ("**How _leases_ work**", "How leases work"),
        ("Title: “How leases work”", "How leases work"),
        ("**Title:** How leases work", "How leases work"),
        ("Here is a title:\n\nHow leases work", "How leases work"),
        ("Only this:", "Only this:"),
        ("```\nHow leases work\n```", "How leases work"),
        ("How [leases](https://example.com/a_b) work", "How leases work"),
        ("![a lease](x.png) at work", "a lease at work"),
        ("Set `OPENAI_API_KEY` and OPENAI_BASE_URL", "Set OPENAI_API_KEY and OPENAI_BASE_URL"),
        ("How snake_case and __init__ differ", "How snake_case and init differ"),
        ("What 2 * 3 * 4 is", "What 2 * 3 * 4 is"),
        ("Learning C#", "Learning C#"),
        ("Sorting a List<int> in C#", "Sorting a List<int> in C#"),
        (r"Escaping \*stars\* &amp; signs", "Escaping *stars* & signs"),
        ("<think>They ask about leases.</think>\n\nHow leases work", "How leases work"),
        ("<think>They ask about leases, and", ""),
        ("", ""),
        ("``` \n ** \n", ""),
    ],
)
def test_a_title_is_what_the_answer_says_without_its_marks(answer: str, title: str) -> None:
    assert titles.from_answer(answer) == title


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("word " * 40, "word " * 15 + "word…"),
        ("x" * 200, "x" * 79 + "…"),
        ("a " + "x" * 200, "a " + "x" * 77 + "…"),
        ("租约是如何运作的" * 20, ("租约是如何运作的" * 20)[:79] + "…"),
        ("x" * 80, "x" * 80),
    ],
)
def test_a_long_title_ends_with_a_word_where_there_are_words(answer: str, title: str) -> None:
    assert titles.from_answer(answer) == title
    assert len(titles.from_answer(answer)) <= 80


def test_first_words_end_with_a_word() -> None:
    assert titles.from_question("word " * 40) == "word " * 11 + "word…"
    assert titles.from_question("How do leases work?") == "How do leases work?"


@pytest.mark.parametrize("piece", ["*a ", "_a ", "[a](", "`a ``", "**a* ", "<think>", "~~a ", "!["])
def test_an_answer_that_is_a_bomb_takes_no_time(piece: str) -> None:
    assert len(titles.from_answer(piece * 50_000)) <= 80
