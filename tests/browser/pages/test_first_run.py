"""From the line that the server prints to the first answers of two people."""

import re

from playwright.sync_api import Page, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site
from tests.cast import PASSWORD

QUESTION = "How do I connect a provider?"


def test_from_the_link_in_the_terminal_to_answers_for_two(own_site: Site, arrive: Arrive) -> None:
    link = re.search(r"http\S+/setup/\S+", own_site.server.output)
    assert link
    ada = arrive(own_site)
    page = ada.page(link[0].removeprefix(own_site.url))
    fill_in(page, email="ada@example.com", name="Ada")
    assert_answered(arrived(ada, page))

    page.goto(f"{own_site.url}/people/")
    page.get_by_label("Email").fill("bob@example.com")
    page.get_by_label("Name (optional)").fill("Bob")
    page.get_by_role("button", name="Make a link").click()
    invitation = page.get_by_label("One-time link").input_value()

    bob = arrive(own_site)
    page = bob.page(invitation.removeprefix(own_site.url))
    expect(page.get_by_text("Ada invited you.")).to_be_visible()
    fill_in(page)
    chat = arrived(bob, page)
    expect(chat.rows).to_have_count(0)
    assert_answered(chat)


def fill_in(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.get_by_label(name.capitalize()).fill(value)
    page.locator("[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def arrived(visitor: Visitor, page: Page) -> Chat:
    """The chat opens with the cursor in its box."""
    page.wait_for_url(f"{visitor.site.url}/")
    chat = Chat(visitor, page).ready()
    expect(chat.box).to_be_focused()
    return chat


def assert_answered(chat: Chat) -> None:
    """The built-in model answers with quotes and citations, which open the manual at the heading."""
    chat.page.keyboard.type(QUESTION)
    chat.page.keyboard.press("Enter")
    chat.ends()
    expect(chat.answer.get_by_text("Searched the documents")).to_be_visible()
    expect(chat.answer.locator("blockquote").first).to_be_visible()
    citation = chat.answer.locator("a.citation").first
    with chat.visitor.context.expect_page() as opened:
        citation.click()
    document = opened.value
    heading = document.locator(":target")
    expect(heading).to_be_in_viewport()
    expect(document.locator("[data-cited]").first).to_be_visible()
    document.close()
    chat.answer.get_by_text("passages found").click()
    expect(chat.answer.get_by_text("Used in the answer")).to_be_visible()
