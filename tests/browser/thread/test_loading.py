"""A long answer is hidden while the page's modules come to draw it, and is readable where they do not come."""

from typing import Final

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site

PLAIN: Final = "**This** is [long](https://example.com/). " * 600
MODULE: Final = "**/bundle/chat*.js"
LONGEST_MS: Final = 10_000


def test_a_long_answer_is_not_shown_as_its_source_before_it_is_drawn(site: Site, arrive: Arrive) -> None:
    alice, path = _reader(site, arrive)
    held: list[Route] = []
    alice.context.route(MODULE, lambda route: held.append(route))
    page = _open(alice.context.new_page(), site, path)
    expect(page.locator("chat-question")).to_be_attached()
    expect(_text(page)).to_be_hidden()
    for route in held:
        route.continue_()
    expect(_text(page)).to_be_visible()
    expect(_text(page).locator("strong").first).to_have_text("This")
    Chat(alice, page).ready()


def test_a_long_answer_is_readable_where_a_module_cannot_be_fetched(site: Site, arrive: Arrive) -> None:
    alice, path = _reader(site, arrive)
    alice.watch.allow("ERR_FAILED")
    alice.context.route(MODULE, lambda route: route.abort())
    _readable(_open(alice.context.new_page(), site, path))


def test_a_long_answer_is_readable_where_a_module_is_broken(site: Site, arrive: Arrive) -> None:
    alice, path = _reader(site, arrive)
    alice.watch.allow("SyntaxError", "Unexpected")
    alice.context.route(MODULE, lambda route: route.fulfill(content_type="text/javascript", body="export {"))
    _readable(_open(alice.context.new_page(), site, path))


def test_a_long_answer_is_readable_where_a_module_never_comes(site: Site, arrive: Arrive) -> None:
    alice, path = _reader(site, arrive)
    alice.context.route(MODULE, lambda route: None)
    page = alice.context.new_page()
    page.clock.install()
    _open(page, site, path)
    expect(_text(page)).to_be_hidden()
    page.clock.run_for(LONGEST_MS)
    _readable(page)


def test_what_is_not_drawn_yet_cannot_be_pressed(alice: Visitor) -> None:
    chat = alice.ask("A question", "echo").ends()
    thread, edit = chat.page.locator("chat-thread"), chat.page.get_by_role("button", name="Edit the question")
    thread.evaluate("thread => thread.toggleAttribute('data-drawing', true)")
    edit.focus()
    chat.page.keyboard.press("Enter")
    edit.click()
    expect(chat.page.get_by_role("button", name="Cancel")).to_have_count(0)
    thread.evaluate("thread => thread.removeAttribute('data-drawing')")
    edit.click()
    expect(chat.page.get_by_role("button", name="Cancel")).to_be_visible()


def _reader(site: Site, arrive: Arrive) -> tuple[Visitor, str]:
    """Alice, and the path of her conversation with a long answer."""
    email = site.person("Alice")
    conversation = site.conversation(email, "Long", ["A question", PLAIN])
    return arrive(site).log_in(email), f"/c/{conversation}/"


def _open(page: Page, site: Site, path: str) -> Page:
    page.goto(f"{site.url}{path}", wait_until="commit")
    return page


def _text(page: Page) -> Locator:
    return page.locator("chat-answer [data-slot=text]")


def _readable(page: Page) -> None:
    expect(_text(page)).to_be_visible()
    expect(_text(page)).to_contain_text(PLAIN.strip())
