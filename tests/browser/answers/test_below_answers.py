"""What stands below an answer: thumbs with a reason, and the details; and a long question that is folded."""

import re

from playwright.sync_api import expect

from tests.browser.chat import Visitor


def test_an_answer_is_judged_and_shows_what_stands_behind_it(alice: Visitor) -> None:
    long = "\n".join(f"line {number}" for number in range(60))
    chat = alice.ask(long, "words-5").ends()
    question = chat.questions.last
    expect(question).to_have_attribute("data-folded", "")
    question.get_by_role("button", name="Show all of it").click()
    expect(question).not_to_have_attribute("data-folded", "")

    facts = re.compile(r"\d\d:\d\d\s*" + re.escape(chat.model) + r"\s*\d+ tokens\s*unpriced\s*\d+\.\d s")
    expect(chat.answer.locator(".answer-facts")).to_have_text(facts)

    chat.button("A bad answer").click()
    chat.answer.get_by_label("Incomplete").press("Space")
    chat.answer.get_by_label("Comment").fill("Half of it is missing.")
    chat.answer.get_by_role("button", name="Send", exact=True).click()
    expect(chat.page.get_by_text("Your feedback is kept.")).to_be_visible()
    expect(chat.button("A bad answer")).to_be_focused()

    chat.button("Details of the answer").click()
    details = chat.answer.get_by_role("region", name="Details of the answer")
    expect(details.get_by_text("First token after")).to_be_visible()
    expect(details.get_by_text("unpriced")).to_be_visible()
    details.get_by_text("curl", exact=True).click()
    expect(details.get_by_role("button", name="Copy")).to_be_visible()
    chat.button("Details of the answer").press("Enter")
    expect(details).to_have_count(0)

    chat.reload()
    expect(chat.button("A bad answer")).to_have_attribute("aria-pressed", "true")
    with chat.page.expect_response("**/feedback/"):
        chat.button("A bad answer").click()
    chat.reload()
    expect(chat.button("A bad answer")).to_have_attribute("aria-pressed", "false")
