"""Anchors are those that GitHub gives, so that links open at their heading."""

import pytest

from chatapp.knowledge.anchors import Anchors
from chatapp.markdown.plain import plain


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("How do I connect a provider?", "how-do-i-connect-a-provider"),
        ("OPENAI_BASE_URL and `make run`", "openai_base_url-and-make-run"),
        ("Überschrift: Größe & Maß", "überschrift-größe--maß"),
        ("日本語 の 見出し", "日本語-の-見出し"),
        ("C++ / C#", "c--c"),
        ("`timers[Symbol.dispose]()` and __filename", "timerssymboldispose-and-__filename"),
        ('<a id="intro">1.</a> R&amp;D ~~off~~', "1-rd-off"),
        ("?!", ""),
    ],
)
def test_an_anchor_keeps_letters_digits_hyphens_and_underscores(heading: str, anchor: str) -> None:
    assert Anchors().take(plain(heading)) == anchor


def test_headings_that_repeat_are_numbered_and_never_meet_one_that_looks_so() -> None:
    anchors = Anchors()
    assert [anchors.take(heading) for heading in ("Keys", "Keys", "Keys-1", "Keys")] == [
        "keys",
        "keys-1",
        "keys-1-1",
        "keys-2",
    ]


def test_names_keep_their_underscores() -> None:
    assert plain("_Set_ `search_knowledge` and __all__ of **it**") == "Set search_knowledge and all of it"
