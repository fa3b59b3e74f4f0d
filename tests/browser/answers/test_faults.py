"""A provider that goes wrong: what the page says, keeps and offers."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.site import Site


def test_an_error_stands_in_place_and_retry_answers_there(alice: Visitor) -> None:
    chat = alice.ask("Please", "wrong-then-ok").ends("failed")
    expect(chat.answer).to_contain_text("This model has a bad day.")
    expect(chat.button("Continue")).to_be_hidden()
    chat.reload().ends("failed")
    expect(chat.answer).to_contain_text("This model has a bad day.")
    chat.button("Retry").click()
    chat.shows("A better day.").ends()
    expect(chat.answers).to_have_count(1)
    expect(chat.questions).to_have_count(1)
    expect(chat.answer).not_to_contain_text("This model has a bad day.")


@pytest.mark.parametrize(
    ("script", "said", "copied"),
    [
        ("nothing", "The model sent an empty answer.", False),
        ("only-thinking", "The model reasoned but wrote no answer.", True),
        ("refusal", "The model declined to answer.", True),
    ],
)
def test_an_answer_without_text_says_what_happened(
    alice: Visitor, script: str, said: str, copied: bool
) -> None:
    chat = alice.ask("Please", script)
    for _ in ("streamed", "loaded"):
        chat.ends()
        expect(chat.answer.locator(".ending")).to_contain_text(said)
        expect(chat.answer.locator(".answer-foot")).to_contain_text(chat.model)
        expect(chat.answer.locator(".answer-foot")).to_contain_text("token")
        expect(chat.button("Retry")).to_be_visible()
        expect(chat.button("Copy the answer")).to_be_visible(visible=copied)
        chat.reload()
    if copied:
        words = {"refusal": "I cannot help with that."}.get(script, "Hm.")
        assert chat.answer.evaluate("answer => answer.copied") == words


def test_a_busy_provider_is_waited_for_in_sight(alice: Visitor) -> None:
    chat = alice.ask("Are you there?", "busy-once")
    expect(chat.answer).to_contain_text("trying again in")
    chat.shows("Are you there?").ends()
    expect(chat.answer).not_to_contain_text("trying again")


def test_a_cut_in_the_middle_keeps_the_text(alice: Visitor, site: Site) -> None:
    chat = alice.ask("Count", "cut-5").ends("failed")
    words = "word1 word2 word3 word4 word5"
    chat.shows(words).reload().ends("failed").shows(words)
    expect(chat.button("Continue")).to_be_visible()
    expect(chat.button("Retry")).to_be_visible()
    assert site.answers(chat.conversation) == [words]


def test_what_a_provider_says_in_an_error_is_text(alice: Visitor) -> None:
    chat = alice.ask("Please", "error-markup").ends("failed")
    expect(chat.answer).to_contain_text("<b onclick=alert(1)>no</b>")


def test_thinking_is_folded_away_with_its_duration(alice: Visitor) -> None:
    chat = alice.ask("Think", "thinking")
    expect(chat.answer.get_by_text("Thinking…")).to_be_visible()
    chat.release().shows("Answer.").ends()
    thought = chat.answer.locator("summary", has_text="Thought for")
    expect(thought).to_be_visible()
    expect(chat.answer.get_by_text("Thought.", exact=True)).to_be_hidden()
    thought.click()
    expect(chat.answer.get_by_text("Thought.", exact=True)).to_be_visible()
