"""A page that goes away in the middle of an answer and comes back."""

from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitor
from tests.browser.provider import TALE, told
from tests.browser.site import Site

DRAWN = "answer => answer.querySelector('[data-slot=text]').innerText"


def test_two_refreshes_in_the_middle_of_an_answer_lose_no_character(alice: Visitor, site: Site) -> None:
    chat = alice.ask("Tell me", "tale").shows(told(0))
    chat.reload().runs().shows(told(0))
    chat.release().shows(told(1))
    chat.reload().runs().shows(told(1))
    chat.release().ends().shows(TALE)
    assert site.answers(chat.conversation) == [TALE]


def test_an_answer_looks_the_same_streamed_and_loaded(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "tale").release(2).ends().shows(TALE)
    streamed = drawn(chat)
    chat.reload().ends().shows(TALE)
    assert drawn(chat) == streamed


def drawn(chat: Chat) -> str:
    expect(chat.answer.locator(".katex").first).to_be_visible()
    return str(chat.answer.evaluate(DRAWN))


def test_an_answer_that_ended_while_no_page_was_open_is_whole(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "tale").shows(told(0))
    path = f"/c/{chat.conversation}/"
    chat.page.close()
    chat.release(2)
    alice.chat(path).ends().shows(TALE)
