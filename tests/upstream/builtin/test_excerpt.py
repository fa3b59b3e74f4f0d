"""An excerpt is whole Markdown, wherever the text had to be cut."""

import time
from pathlib import Path

import pytest
from django.conf import settings

from chatapp.knowledge.chunking import chunk
from chatapp.upstream.builtin.excerpt import excerpt

SENTENCES = "Cats sleep a lot. They sleep in boxes. "
CODE = "```sh\nmake run\n\nmake test\n```"
TABLE = "| cat | sleeps |\n|---|---|\n| Tom | in a box |\n| Kit | on a desk |"


def test_a_short_text_is_left_as_it_is() -> None:
    text = f"One.\n\n{CODE}\n\n{TABLE}\n\n- two\n- three"
    assert excerpt(text, 400) == text


def test_a_long_paragraph_ends_with_a_sentence() -> None:
    assert excerpt(SENTENCES * 4, 60) == "Cats sleep a lot. They sleep in boxes. Cats sleep a lot. …"


def test_a_long_sentence_ends_with_a_word() -> None:
    assert excerpt("cats and " * 20, 30) == "cats and cats and cats and …"


def test_a_list_ends_with_an_item() -> None:
    assert (
        excerpt("- one cat\n- two cats\n- three cats\n- four cats", 35)
        == "- one cat\n- two cats\n- three cats …"
    )


def test_a_number_of_a_list_is_no_end_of_a_sentence() -> None:
    assert excerpt("First:\n1. one\n2. " + "x" * 90, 18) == "First:\n1. one …"


def test_code_that_does_not_fit_is_left_out() -> None:
    assert excerpt(f"Install it first:\n\n{CODE}\n\nThen go.", 30) == "Install it first: …"


def test_code_that_fits_is_taken_whole() -> None:
    assert excerpt(f"Install:\n\n{CODE}\n\n{SENTENCES}", 45) == f"Install:\n\n{CODE}\n\n…"


def test_code_at_the_beginning_is_taken_whole_though_it_is_longer() -> None:
    assert excerpt(f"{CODE}\n\nThen go.", 20) == f"{CODE}\n\n…"


def test_code_at_the_beginning_that_is_far_too_long_is_left_out() -> None:
    assert excerpt("```\n" + "x = 1\n" * 50 + "```", 20) == "…"


def test_a_fence_that_nobody_closed_is_closed() -> None:
    assert excerpt("```\nx = 1", 40) == "```\nx = 1\n```"
    assert excerpt("x = 1\n```", 40) == "x = 1"


def test_a_table_loses_whole_rows() -> None:
    assert excerpt(TABLE, 60) == "\n".join(TABLE.splitlines()[:3]) + "\n\n…"
    assert excerpt(f"See:\n\n{TABLE}", 40) == "See: …"
    assert excerpt(f"{CODE}\n\n{TABLE}", 20) == f"{CODE}\n\n…"


@pytest.mark.parametrize(
    "marked",
    [
        "[a long text of a link](/documents/product/providers/)",
        "[link](/documents/ 'with a title')",
        "**very strong words are here**",
        "*words with an emphasis*",
        "__also strong words here__",
        "~~words that are struck out~~",
        "`code with spaces. And a dot`",
        r"\(a + b = c + d + e\)",
    ],
)
@pytest.mark.parametrize("length", range(32, 44))
def test_nothing_is_cut_within_marks(marked: str, length: int) -> None:
    assert excerpt(f"Cats sleep. They also like {marked}.", length) in (
        "Cats sleep. They also like …",
        f"Cats sleep. They also like {marked}. …",
    )


def test_marks_that_cannot_be_kept_whole_are_shown_as_they_are() -> None:
    assert excerpt("[" + "x" * 60 + "](/y)", 20) == r"\[" + "x" * 19 + " …"


@pytest.mark.parametrize("text", ["[a](", "*a ", "![", "[a ", "_a__ ", "[a\n"])
def test_a_passage_full_of_marks_takes_no_more_than_a_moment(text: str) -> None:
    started = time.process_time()
    assert len(excerpt(text * 500, 400)) <= 3 * 400
    assert time.process_time() - started < 0.5


def test_a_star_between_spaces_and_a_bullet_are_no_marks() -> None:
    assert excerpt("* 2 * 3 is six. " + "And so on " * 9, 30) == "* 2 * 3 is six. And so on And …"


@pytest.mark.parametrize("length", [100, 200, 400])
def test_every_passage_of_the_manual_gives_a_quote_with_closed_code_and_plain_marks(length: int) -> None:
    for page in Path(settings.BASE_DIR, "docs").glob("*.md"):
        for passage in chunk(page.read_text("utf-8")):
            quote = excerpt(passage.text, length)
            assert quote.count("```") % 2 == 0, quote
            assert "\\`" not in quote, quote
            assert len(quote) <= 3 * length, quote
