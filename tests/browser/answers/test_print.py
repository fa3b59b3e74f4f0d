"""Printing a chat prints the chat: all of it that is on the page, and nothing else."""

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.site import Site

LONG = "A paragraph of the answer.\n\n" * 100
# Whatever scrolls within the page is cut on paper.
WHOLE = """() => document.querySelector(".scroller").clientHeight >= document.querySelector(".thread").scrollHeight
    && document.documentElement.scrollHeight >= document.querySelector(".thread").scrollHeight"""


def test_a_chat_is_printed_whole_and_alone(site: Site, arrive: Arrive) -> None:
    email = site.person("Ada")
    ada = arrive(site, color_scheme="dark").log_in(email)
    found = site.conversation(email, "The minutes", ["A question", LONG])
    page = ada.chat(f"/c/{found}/").page
    page.emulate_media(media="print")
    for shown in ("The minutes", "A question"):
        expect(page.locator("main").get_by_text(shown, exact=True)).to_be_visible()
    for hidden in ("#sidebar", "chat-composer", "chat-menu", ".answer-foot button"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate(WHOLE)
    # Printers leave grounds out: by its frame a question is told from an answer.
    expect(page.locator(".bubble")).to_have_css("border-top-style", "solid")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(251, 249, 245)"
