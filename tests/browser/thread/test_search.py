"""Finding a message: from the search to its place in the chat."""

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.pages.test_accessibility import AXE, FAULTS
from tests.browser.site import Site

LONG = [text for n in range(40) for text in (f"Question {n}", f"Answer {n}. " + "More words of it. " * 30)]


def test_a_hit_opens_its_message_by_keyboard_and_by_click(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    site.conversation(email, "The long one", ["Where is the haystack?", "The needle is here.", *LONG])
    site.conversation(email, "Another", ["What is a needle?", "A thin piece of metal."], days_ago=2)
    chat = arrive(site, reduced_motion="reduce").log_in(email).chat()
    page = chat.page
    page.keyboard.press("Control+Shift+F")
    line = page.get_by_role("textbox", name="Search your chats")
    expect(line).to_be_focused()
    expect(page.locator(".search-help")).to_be_visible()
    line.fill("needl")
    expect(page.locator(".search-count")).to_have_text("2 messages in 2 chats")
    expect(page.locator(".found mark")).to_have_count(2)
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    hit = page.locator(".found-hit", has_text="is here")
    while not hit.evaluate("(link) => link === document.activeElement"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    found = page.locator("[data-found]")
    expect(found).to_contain_text("The needle is here.")
    expect(found).to_be_in_viewport()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_title("The long one · Chatapp")
    assert "#" not in page.url
    page.get_by_role("button", name="Search", exact=True).click()
    expect(line).to_have_value("needl")
    page.locator(".found-hit", has_text="What is a").click()
    expect(found).to_contain_text("What is a needle?")
    page.goto(f"{site.url}/{chat.path.strip('/')}/#message-00000000-0000-7000-8000-000000000000")
    chat.visitor.watch.allow("404 (Not Found)")
    expect(page.locator(".toast")).to_contain_text("not there any more")
