"""Several answers to one question, as versions of each other."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.pages.test_accessibility import faults_of


def test_all_choices_are_seen_as_they_are_written_and_each_is_a_click_away(alice: Visitor) -> None:
    chat = alice.chat()
    chat.choose(alice.site.model("choices-hold"))
    chat.page.get_by_role("button", name="Settings", exact=True).click()
    number = chat.page.get_by_role("spinbutton", name="Answers", exact=True)
    number.fill("2")
    number.press("Tab")
    expect(chat.page.get_by_role("button", name="Answers 2")).to_be_visible()
    chat.page.keyboard.press("Escape")

    chat.ask("Which one?").runs()
    other = chat.answer.get_by_role("region", name="Version 1")
    expect(chat.answer).to_contain_text("word0.8")
    expect(other).to_contain_text("word1.8")
    chat.release().ends()
    expect(chat.answer).to_contain_text("word0.19")
    expect(other).to_contain_text("word1.19")
    expect(chat.answer.locator("sibling-switch")).to_contain_text("2/2")
    assert faults_of(chat.page) == []
    other.get_by_role("button", name="Show this one").click()
    expect(chat.answer.get_by_role("region", name="Version 2")).to_contain_text("word0.19")
    expect(chat.answer).to_contain_text("Answer 1: word1.0")
    expect(chat.answer).to_contain_text("word1.19")
    chat.reload()
    expect(chat.answers).to_have_count(1)
    expect(chat.answer).to_contain_text("word1.19")
    expect(chat.answer.locator("sibling-switch")).to_contain_text("1/2")
    expect(chat.rows).to_have_count(1)
