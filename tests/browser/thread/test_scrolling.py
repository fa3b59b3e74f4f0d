"""Long chats, and where the page stands in them."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site

LONG = 300
TOP = "element => element.getBoundingClientRect().top"
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TO_TOP = "scroller => scroller.scrollTo({top: 0, behavior: 'instant'})"


def test_a_long_chat_opens_at_its_end_and_scrolls_up_to_its_beginning(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    texts = [f"Message number {number}.\n\nWith a second paragraph." for number in range(LONG)]
    conversation = site.conversation(email, "A long one", texts)
    alice = arrive(site).log_in(email)
    chat = alice.chat(f"/c/{conversation}/")
    expect(chat.answer.get_by_text("Message number 299.")).to_be_in_viewport()
    assert chat.questions.count() < LONG / 4
    chat.climb(chat.questions.filter(has_text="Message number 0."))
    asked = chat.questions.locator(".bubble").all_inner_texts()
    assert asked == [text for number, text in enumerate(texts) if number % 2 == 0][: len(asked)]
    chat.scroller.evaluate(TO_TOP)
    expect(chat.questions.first).to_be_in_viewport()


def test_a_question_goes_to_the_top_and_its_answer_grows_below(alice: Visitor) -> None:
    long = alice.site.model("lines")
    chat = alice.ask("Short, please", "echo").ends()
    chat.ask("Long, please", long)
    expect(chat.answer.get_by_text("Paragraph 60.")).to_be_attached()
    top = chat.questions.last.evaluate(TOP) - chat.scroller.evaluate(TOP)
    assert 0 <= top < 30
    chat.release().ends()
    expect(chat.answer.get_by_text("Paragraph 120.")).to_be_attached()
    assert chat.questions.last.evaluate(TOP) - chat.scroller.evaluate(TOP) == top
    expect(chat.answer.get_by_text("Paragraph 1.", exact=True)).to_be_in_viewport()
    expect(jump(chat)).to_be_visible()


@pytest.mark.parametrize("height", [500, 1200])
def test_a_question_stays_at_the_top_when_the_window_or_a_keyboard_changes_the_height(
    alice: Visitor, height: int
) -> None:
    chat = alice.ask("Short, please", "echo").ends()
    chat.ask("Another one, please").ends()
    top = chat.questions.last.evaluate(TOP) - chat.scroller.evaluate(TOP)
    assert 0 <= top < 30
    before = chat.scroller.evaluate("scroller => scroller.clientHeight")
    chat.page.set_viewport_size({"width": 1280, "height": height})
    chat.page.evaluate(DRAWN)
    assert chat.scroller.evaluate("scroller => scroller.clientHeight") != before
    assert chat.questions.last.evaluate(TOP) - chat.scroller.evaluate(TOP) == top


def test_the_page_follows_an_answer_while_one_is_at_its_end(alice: Visitor) -> None:
    chat = alice.ask("Long, please", "lines")
    jump(chat).click()
    expect(chat.answer.get_by_text("Paragraph 60.")).to_be_in_viewport()
    chat.release().ends()
    expect(chat.answer.get_by_text("Paragraph 120.")).to_be_in_viewport()
    expect(jump(chat)).to_be_hidden()


def test_the_page_stays_where_one_reads(alice: Visitor) -> None:
    chat = alice.ask("Long, please", "lines")
    jump(chat).click()
    expect(chat.answer.get_by_text("Paragraph 60.")).to_be_in_viewport()
    expect(jump(chat)).to_be_hidden()
    chat.scroller.hover()
    chat.page.mouse.wheel(0, -600)
    expect(jump(chat)).to_be_visible()
    line = chat.answer.get_by_text("Paragraph 40.")
    before = chat.scroller.evaluate("scroller => scroller.scrollTop"), line.evaluate(TOP)
    chat.release().ends()
    expect(chat.answer.get_by_text("Paragraph 120.")).to_be_attached()
    assert (chat.scroller.evaluate("scroller => scroller.scrollTop"), line.evaluate(TOP)) == before
    jump(chat).click()
    expect(chat.answer.get_by_text("Paragraph 120.")).to_be_in_viewport()
    expect(jump(chat)).to_be_hidden()


def jump(chat: Chat) -> Locator:
    return chat.page.get_by_role("button", name="Jump to the latest message")
