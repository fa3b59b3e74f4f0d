"""Several answers to one question, as versions of each other."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor


def test_the_first_choice_is_shown_and_the_others_are_a_click_away(alice: Visitor) -> None:
    chat = alice.chat()
    chat.choose(alice.site.model("choices-hold"))
    chat.page.get_by_role("button", name="Settings", exact=True).click()
    number = chat.page.get_by_role("spinbutton", name="Answers", exact=True)
    number.fill("2")
    number.press("Tab")
    expect(chat.page.get_by_role("button", name="Answers 2")).to_be_visible()
    chat.page.keyboard.press("Escape")

    chat.ask("Which one?").runs()
    expect(chat.answer).to_contain_text("word0.8")
    chat.release().ends()
    expect(chat.answer).to_contain_text("word0.19")
    expect(chat.answer.locator("sibling-switch")).to_contain_text("2/2")
    chat.button("Previous version").click()
    expect(chat.answer).to_contain_text("Answer 1: word1.0")
    expect(chat.answer).to_contain_text("word1.19")
    chat.reload()
    expect(chat.answers).to_have_count(1)
    expect(chat.answer).to_contain_text("word1.19")
    expect(chat.answer.locator("sibling-switch")).to_contain_text("1/2")
    expect(chat.rows).to_have_count(1)
