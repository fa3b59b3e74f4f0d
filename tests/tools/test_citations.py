"""Markers that name a passage become citations with their place in the text."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.markdown.code import without_code
from chatapp.tools.citations import Citation, annotate

KEYS = Citation(1, "Keys", "Lost keys", "/documents/product/keys/#lost-keys", "Ask Alice.")
DOORS = Citation(2, "Doors", "", "/documents/product/doors/", "A door.")
PASSAGES = [KEYS, DOORS]


def cited(text: str) -> list[tuple[str, str]]:
    """The part of the text that each citation covers, and where it leads."""
    found = [annotation["url_citation"] for annotation in annotate(text, PASSAGES)]
    return [(text[place["start_index"] : place["end_index"] + 1], place["url"]) for place in found]


def test_a_citation_is_the_apis_annotation() -> None:
    expected: dict[str, Any] = {
        "type": "url_citation",
        "url_citation": {"start_index": 10, "end_index": 12, "url": KEYS.url, "title": "Keys – Lost keys"},
    }
    assert annotate("Ask Alice [1].", PASSAGES) == [expected]


def test_places_are_counted_in_characters_and_not_in_bytes_or_half_pairs() -> None:
    assert cited("Zürich 🏔️🏔️ 日本 [1]") == [("[1]", KEYS.url)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one [1] two [2]", [("[1]", KEYS.url), ("[2]", DOORS.url)]),
        ("both [1][2]", [("[1]", KEYS.url), ("[2]", DOORS.url)]),
        ("both [1, 2]", [("[1,", KEYS.url), (" 2]", DOORS.url)]),
        ("both [1,2].", [("[1,", KEYS.url), ("2]", DOORS.url)]),
        ("wide 【1】 and 【2†source】", [("【1】", KEYS.url), ("【2†source】", DOORS.url)]),
        ("twice [1] and [1]", [("[1]", KEYS.url), ("[1]", KEYS.url)]),
        ("partly known [2, 9]", [("[2,", DOORS.url)]),
    ],
)
def test_every_way_to_write_a_marker_is_known(text: str, expected: list[tuple[str, str]]) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "unknown [3] and [0] and [12345]",
        "a link [1](https://example.com)",
        "code `list[1]` and ``a ` [1]``",
        "```\nx[1]\n```",
        "  ~~~py\n  x[1]\n  ~~~",
        "> ```\n> x[1]\n> ```",
        "```\nnever closed [1]",
        "````\n```\nx[1]\n````",
        "words [one] [] [1.5] [-1] [1",
        "",
    ],
)
def test_what_is_no_marker_or_is_code_is_left_alone(text: str) -> None:
    assert cited(text) == []


@pytest.mark.parametrize(
    "text", ["a lone ` and [1]", "one `\n\n[1] two `", "``` x ``` [1]", "```\nx\n```\n[1]"]
)
def test_a_marker_beside_code_counts(text: str) -> None:
    assert [url for _, url in cited(text)] == [KEYS.url]


def test_without_passages_there_are_no_citations() -> None:
    assert annotate("Ask [1].", []) == []


@given(st.text(alphabet="`~[]1, \n>ab", max_size=200))
def test_blanking_code_keeps_every_place(text: str) -> None:
    blanked = without_code(text)
    assert len(blanked) == len(text)
    assert all(new in (old, " ") for new, old in zip(blanked, text, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "`" * 1000000,
        "` " * 500000,
        "[1" * 500000,
        "[1," * 300000,
        "```\n" * 250000,
        "【1" * 300000,
        "".join("`" * (number % 1000 + 1) + " " for number in range(2000)),
    ],
)
def test_a_hostile_megabyte_takes_no_more_than_a_moment(text: str) -> None:
    started = time.process_time()
    annotate(text, PASSAGES)
    assert time.process_time() - started < 5
