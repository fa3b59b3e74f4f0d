"""More than one page on the same answer."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.conftest import Arrive
from tests.browser.provider import TALE, told
from tests.browser.site import Site


def test_a_second_tab_shows_the_same_answer_live(alice: Visitor) -> None:
    first = alice.ask("Tell me", "tale").shows(told(0))
    second = alice.chat(first.path).runs().shows(told(0))
    first.release()
    for chat in (first, second):
        chat.shows(told(1))
    first.release()
    for chat in (first, second):
        chat.ends().shows(TALE)


def test_a_second_browser_of_the_same_person_shows_the_same_answer_live(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    laptop, phone = arrive(site).log_in(email), arrive(site).log_in(email)
    followed = phone.chat()
    asked = laptop.ask("Tell me", "tale").shows(told(0))
    followed.rows.first.get_by_role("link").click()
    followed.ready().runs().shows(told(0))
    asked.release(2)
    for chat in (asked, followed):
        chat.ends().shows(TALE)


def test_a_question_asked_in_one_tab_appears_in_the_other(alice: Visitor) -> None:
    first = alice.ask("The first question", "echo").ends()
    second = alice.chat(first.path).ends()
    second.ask("The second question")
    for chat in (second, first):
        chat.shows("The second question").ends()
        expect(chat.questions).to_have_count(2)


def test_a_stranger_finds_nothing_at_the_address(alice: Visitor, charlie: Visitor) -> None:
    chat = alice.ask("For me alone", "echo").ends()
    charlie.watch.allow("404 (Not Found)")
    page = charlie.page(chat.path)
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    expect(page.get_by_text("For me alone")).to_have_count(0)
    expect(charlie.chat().rows).to_have_count(0)
