"""Markdown becomes passages by heading, and nothing of it is lost."""

import itertools
import re
import time
import tracemalloc
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatapp.knowledge.chunking import LONGEST_CODE, SHORT, TARGET, Paged, chunk, chunk_pages, shown, size
from chatapp.markdown.blocks import blocks


def words(count: int, prefix: str = "w") -> str:
    return " ".join(f"{prefix}{number}" for number in range(count))


def test_each_section_is_a_passage_with_the_headings_above_it() -> None:
    passages = chunk(
        "# Guide\n\nHello.\n\n## Keys\n\nA key.\n\n### Lost keys\n\nAsk.\n\n## Doors\n\nA door.\n"
    )
    assert [(passage.path, passage.anchor, passage.text) for passage in passages] == [
        (("Guide",), "guide", "Hello."),
        (("Guide", "Keys"), "keys", "A key."),
        (("Guide", "Keys", "Lost keys"), "lost-keys", "Ask."),
        (("Guide", "Doors"), "doors", "A door."),
    ]


def test_text_without_any_heading_is_a_passage_without_a_path() -> None:
    assert [(passage.path, passage.anchor, passage.text) for passage in chunk("Just text.")] == [
        ((), "", "Just text.")
    ]


def test_nothing_gives_no_passage() -> None:
    assert chunk("") == chunk(" \n\n\t\n") == []


def test_underlined_headings_count_as_headings() -> None:
    passages = chunk("Guide\n=====\n\nHello.\n\nThe keys\nof the house\n---\n\nA key.\n")
    assert [passage.path for passage in passages] == [("Guide",), ("Guide", "The keys of the house")]


def test_a_rule_below_a_list_or_a_table_is_no_underline() -> None:
    assert [passage.path for passage in chunk("- one\n---\n\n| a |\n---\n\ntext")] == [()]


def test_a_rule_above_and_one_below_make_no_heading_of_front_matter() -> None:
    source = "---\ntitle: Keys\n---\n\n# Keys\n\nA key."
    assert [(passage.path, passage.text) for passage in chunk(source)] == [
        ((), "---\ntitle: Keys\n---"),
        (("Keys",), "A key."),
    ]


@pytest.mark.parametrize("source", ["- # Keys\n\n  A key.", "> # Keys\n>\n> A key.", "<pre>\n# Keys\n</pre>"])
def test_a_heading_within_a_list_a_quote_or_html_parts_nothing(source: str) -> None:
    assert [(passage.path, passage.text) for passage in chunk(source)] == [((), source)]


def test_marks_in_a_heading_are_left_out() -> None:
    (passage,) = chunk("## The `make run` **command**, see [here](https://example.com) ##\n\nText.")
    assert passage.path == ("The make run command, see here",)
    assert passage.anchor == "the-make-run-command-see-here"


def test_a_hash_in_code_or_without_a_space_is_no_heading() -> None:
    source = "## Setup\n\n```sh\n# a comment\nmake run\n```\n\n#hashtag"
    assert [passage.path for passage in chunk(source)] == [("Setup",)]
    assert chunk(source)[0].text == "```sh\n# a comment\nmake run\n```\n\n#hashtag"


def test_a_fence_that_is_never_closed_runs_to_the_end() -> None:
    (passage,) = chunk("## Setup\n\n````\n```\n## inside\n```\n")
    assert passage.path == ("Setup",)
    assert "## inside" in passage.text


def test_a_heading_without_text_lives_in_the_paths_below_it_or_stands_alone() -> None:
    passages = chunk("# Guide\n\n## Keys\n\n### Lost\n\nAsk.\n\n## Empty\n")
    assert [(passage.path, passage.text) for passage in passages] == [
        (("Guide", "Keys", "Lost"), "Ask."),
        (("Guide", "Empty"), "Empty"),
    ]


def test_a_long_section_is_split_at_its_paragraphs() -> None:
    paragraphs = [words(90, prefix) for prefix in "abcd"]
    passages = chunk("## Long\n\n" + "\n\n".join(paragraphs))
    assert [passage.text for passage in passages] == [
        "\n\n".join(paragraphs[:2]),
        "\n\n".join(paragraphs[2:]),
    ]
    assert {passage.anchor for passage in passages} == {"long"}


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences_and_filled() -> None:
    sentence = f"{words(18)}, as A. Smith\nsaid, e.g. today. "
    passages = chunk(sentence * 40)
    assert len(passages) == 5
    assert all(passage.text.endswith("today.") for passage in passages)
    assert all(150 < size(passage.text) <= TARGET for passage in passages[:-1])


def test_a_long_list_and_a_long_table_are_cut_between_items_and_rows() -> None:
    for row in (f"- {words(25)}\n", f"| {words(25)} |\n"):
        passages = chunk("A list\n" + row * 30)
        assert len(passages) > 2
        assert all(passage.text.split("\n")[-1] == row.strip() for passage in passages)


def test_what_else_a_section_is_asked_as_belongs_to_each_of_its_passages() -> None:
    asked = "<!-- Also asked as: lost,\nstolen -->"
    passages = chunk(f"# A\n\n{asked}\n\n{words(200)}\n\n{words(200)}\n\n## B\n\n<!-- a remark -->\n\nText.")
    assert [passage.also for passage in passages] == ["lost,\nstolen", "lost,\nstolen", ""]
    assert passages[2].text == "<!-- a remark -->\n\nText."


def test_a_page_shows_all_but_what_else_its_sections_are_asked_as() -> None:
    asked = "<!-- Also asked as: lost,\nstolen -->\n\n"
    source = "# A\n\n{}Text with `<!-- Also asked as: … -->`.\n\n## B\n\n{}<!-- a remark -->\n\nEnd."
    assert shown(source.format(asked, asked)) == source.format("", "")


def test_a_short_rest_stays_with_the_text_before_it() -> None:
    (passage,) = chunk(f"## Long\n\n{words(TARGET)}\n\n{words(SHORT - 1)}")
    assert size(passage.text) == TARGET + SHORT - 1


def test_code_is_kept_whole_until_it_is_far_too_long() -> None:
    code = "```\n" + "\n".join(words(10) for _ in range(LONGEST_CODE // 10 - 1)) + "\n```"
    assert [passage.text for passage in chunk(code)] == [code]
    longer = code.replace("\n```", "\n" + "\n".join(words(10) for _ in range(LONGEST_CODE)) + "\n```")
    assert max(size(passage.text) for passage in chunk(longer)) <= TARGET + SHORT


def test_one_line_of_a_megabyte_is_cut_after_sentences() -> None:
    line = "This is a sentence of eight words, no more. " * 25_000
    passages = chunk(line)
    assert max(size(passage.text) for passage in passages) <= TARGET + SHORT
    assert all(passage.text.rstrip().endswith(".") for passage in passages)


def test_a_megabyte_without_spaces_is_cut_anywhere() -> None:
    passages = chunk("x" * 1_000_000)
    assert sum(passage.text.count("x") for passage in passages) == 1_000_000
    assert max(len(passage.text) for passage in passages) < 3000


@pytest.mark.parametrize(
    "text",
    ["[a](", "*a ", "> ", "![", "`a ", "[a\n", "* * a\n", "# a\n", "|a\n|-\n", "<!-- also asked as:\n"],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(text: str) -> None:
    started = time.process_time()
    chunk((text * 50_000)[:50_000])
    shown((text * 50_000)[:500_000])
    assert time.process_time() - started < 5


def test_a_heading_as_long_as_a_text_is_a_text() -> None:
    (passage,) = chunk("# " + words(60))
    assert passage.path == ()


ELEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["#", "##", "####", "text", "list", "```", "~~~", "===", "---", "line", "blank"]),
        st.integers(1, 300),
    ),
    max_size=12,
)


def written(elements: list[tuple[str, int]]) -> tuple[str, int]:
    """A document in which each word occurs once, in the order of its numbers; and how many there are."""
    numbers = itertools.count()

    def some(count: int, between: str = " ") -> str:
        return between.join(f"w{next(numbers)}x" for _ in range(count))

    parts = []
    for kind, count in elements:
        match kind:
            case "#" | "##" | "####":
                parts.append(f"{kind} {some(count % 9 + 1)}\n")
            case "===" | "---":
                parts.append(f"\n{some(count % 9 + 1)}\n{kind}\n")
            case "```" | "~~~":
                parts.append(f"{kind}\n{some(count, chr(10))}\n{kind}\n")
            case "list":
                parts.append(f"- {some(count, f'{chr(10)}- ')}\n")
            case "text":
                parts.append(f"{some(count)}\n\n")
            case "line":
                parts.append(f"{some(count)}\n")
            case _:
                parts.append("\n")
    return "".join(parts), next(numbers)


@given(ELEMENTS)
def test_every_word_is_there_once_and_in_its_order(elements: list[tuple[str, int]]) -> None:
    source, count = written(elements)
    found: dict[str, None] = {}
    for passage in chunk(source):
        for word in re.findall(r"w\d+x", " ".join([*passage.path, passage.text])):
            found.setdefault(word)
    assert list(found) == [f"w{number}x" for number in range(count)]


@given(st.text(alphabet="#`~-=*_ \t\r\n>|.1ab", max_size=400))
def test_no_letter_of_any_input_is_lost(source: str) -> None:
    passages = chunk(source)
    kept = ["".join(re.findall("[ab1]", passage.text)) for passage in passages]
    kept += ["".join(re.findall("[ab1]", heading)) for passage in passages for heading in passage.path]
    for line in re.split("[\r\n]", source):
        letters = "".join(re.findall("[ab1]", line))
        assert not letters or any(letters in text for text in kept)


@settings(max_examples=50)
@given(st.lists(ELEMENTS, max_size=3))
def test_a_passage_knows_where_it_stands_in_the_document(pages: list[list[tuple[str, int]]]) -> None:
    texts = [written(elements)[0] for elements in pages]
    starts = [sum(map(len, texts[:place])) for place in range(len(texts))]
    passages = chunk_pages(
        Paged(number, text, start) for number, (text, start) in enumerate(zip(texts, starts, strict=True), 1)
    )
    source = "".join(texts)
    for passage in passages:
        there = source[passage.start : passage.end]
        assert re.findall(r"\w+", there) == re.findall(r"\w+", passage.text)
        assert there == there.strip() != ""
    assert all(one.end <= after.start for one, after in itertools.pairwise(passages))


LINES = st.sampled_from(
    [
        *("", "", "", "text", "# A", "  ## B", "---", "===", "- item", "  - below", "1. one", "   on", "***"),
        *(
            "```",
            "~~~",
            "    code",
            "> said",
            "> # in",
            "> ```",
            "- ```",
            "  ```",
            "<div>",
            "<!-- a",
            "-->",
            "<pre>",
        ),
        *("| a | b |", "|---|---|", "[x]: /u", "a\rb", "\tcode"),
    ]
)


@given(st.lists(LINES, max_size=40), st.integers(1, 100))
def test_a_source_that_is_parsed_in_parts_has_the_same_blocks(lines: list[str], at_once: int) -> None:
    source = "\n".join(lines)
    assert list(blocks(source, at_once)) == list(blocks(source, len(source)))


@pytest.mark.parametrize("heading", ["# Section\n\n", ""], ids=["sections", "no section"])
def test_a_long_text_takes_little_more_memory_than_itself(heading: str) -> None:
    source = "\n\n".join(f"{heading}{words(60, f'p{number}w')}." for number in range(5_000))
    tracemalloc.start()
    try:
        deque(chunk_pages([Paged(None, source)]), maxlen=0)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2.5 * len(source)
