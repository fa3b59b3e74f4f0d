"""The part of a passage that a result shows."""

from hypothesis import given
from hypothesis import strategies as st

from chatapp.knowledge.results.excerpt import excerpt, plain_text, words_of


def shown(text: str, marked: set[str], length: int = 45) -> str:
    return "".join(
        f"<{piece.text}>" if piece.marked else piece.text for piece in excerpt(text, marked, length=length)
    )


def test_a_short_text_is_shown_whole_with_its_words_marked() -> None:
    assert shown("Ask Alice for another Key.", {"key", "alice"}) == "Ask <Alice> for another <Key>."


def test_a_long_text_is_shown_where_most_different_words_stand() -> None:
    text = " ".join(["key"] * 5 + ["word"] * 60 + ["lost", "key"] + ["word"] * 60)
    found = shown(text, {"key", "lost"}, length=20)
    assert "<lost> <key>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_some_words_stand_before_the_first_marked_one() -> None:
    text = " ".join(str(number) for number in range(100)) + " key " + " ".join(["z"] * 100)
    before = shown(text, {"key"}).partition("<key>")[0].split()
    assert before == ["…", *(str(number) for number in range(90, 100))]


def test_the_end_of_a_text_is_not_cut_short() -> None:
    text = " ".join(["a"] * 100) + " key."
    assert shown(text, {"key"}, length=20).endswith("<key>.")


def test_markdown_is_shown_without_its_marks() -> None:
    text = plain_text(
        "- **Bold** [link](/x)\n- `code`\n\n| a | b |\n|---|---|\n| c | d |\n\n```sh\nmake run\n```\n"
    )
    assert text == "Bold link code a · b c · d make run"


def test_a_text_without_words_is_shown_as_it_is() -> None:
    assert shown("…", {"key"}) == "…"
    assert excerpt("", {"key"}) == []


@given(st.text(), st.sets(st.sampled_from(["a", "b", "key"])), st.integers(1, 50))
def test_nothing_is_added_but_the_ends(text: str, marked: set[str], length: int) -> None:
    pieces = excerpt(text, marked, length=length)
    said = "".join(piece.text for piece in pieces)
    assert said.removeprefix("… ").removesuffix(" …") in f"… {text} …"
    assert {piece.text.lower() for piece in pieces if piece.marked} <= marked & words_of(text)
