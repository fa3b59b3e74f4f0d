"""The search: what a message is found by, how a line is read, which words are marked. All of it pure."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from chatapp.conversations.search.query import QueryError, parse
from chatapp.conversations.search.snippet import LENGTH, excerpt, marked
from chatapp.conversations.search.terms import lexemes, quarter, words


def test_words_have_neither_case_nor_accents() -> None:
    assert list(words("The Café's OPENAI_BASE_URL, gpt-5 and Straße")) == [
        "the", "cafe", "s", "openai", "base", "url", "gpt", "5", "and", "strasse",
    ]  # fmt: skip


def test_scripts_without_spaces_are_pairs_and_the_last_sign() -> None:
    assert list(words("in 東京都 now")) == ["in", "東京", "京都", "都", "now"]


def test_vowel_signs_are_parts_of_their_words() -> None:
    assert list(words("हिन्दी में")) == ["हिन्दी", "में"]


def test_no_text_makes_more_lexemes_than_a_row_can_hold() -> None:
    text = " ".join(f"{number:x}word" for number in range(100_000))
    assert len(lexemes(1, 24_000, text).encode()) < 1_000_000
    assert len(lexemes(1, 24_000, "\0 ' \\ \ud800 " + "a" * 5000)) < 100


def test_a_slice_is_a_quarter_in_utc() -> None:
    assert quarter(datetime(2026, 4, 1, tzinfo=UTC)) == quarter(datetime(2026, 3, 31, 23, tzinfo=UTC)) + 1


def test_operators_are_read_from_the_line() -> None:
    query = parse(
        'plan "Next  Week" model:OpenAI/GPT-5 has:tool before:2026-03 after:2026-01-15 in:"The work" http://a'
    )
    assert query.words == ("plan", "http", "a")
    assert query.phrases == (("next", "week"),)
    assert query.labels == ("model:openai/gpt-5", "has:tool")
    assert query.before == timezone.make_aware(datetime(2026, 3, 1))
    assert query.after == timezone.make_aware(datetime(2026, 1, 15))
    assert query.folder == "The work"


@pytest.mark.parametrize("line", ["before:yesterday", "after:2026-13", "has:everything", "before:99999"])
def test_a_value_that_an_operator_does_not_take_is_refused_in_words(line: str) -> None:
    with pytest.raises(QueryError, match="takes"):
        parse(line)


def test_found_words_are_marked_whole_and_in_any_dress() -> None:
    pieces = marked("A Café in 東京都, cafeteria", ["cafe", "京都"])
    assert [piece.text for piece in pieces if piece.found] == ["Café", "京都", "cafeteria"]
    assert "".join(piece.text for piece in pieces) == "A Café in 東京都, cafeteria"


def test_an_excerpt_begins_near_the_first_word_and_has_no_marks_of_markdown() -> None:
    text = "# Intro\n\n" + "word " * 200 + "\n\n* The **needle** in `hay`" + " more" * 200
    pieces = excerpt(text, ["needle"])
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.found] == ["needle"]
    assert "The needle in hay more" in shown
    assert len(shown) <= LENGTH + 1
    assert shown[0] == shown[-1] == "…"
    assert "".join(piece.text for piece in excerpt("Short.", ["absent"])) == "Short."
