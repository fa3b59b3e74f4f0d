"""An assistant in the browser: made, chosen, shown, and left."""

from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import Arrive
from tests.browser.site import Site


def test_a_chat_with_an_assistant_shows_it_and_the_next_chat_does_not(site: Site, arrive: Arrive) -> None:
    alice = arrive(site).log_in(site.person("Alice"))
    page = alice.page("/assistants/new/")
    page.get_by_label("Name", exact=True).fill("Cook")
    page.get_by_label("Conversation starters").fill("What is for lunch?")
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name="Start a chat").click()
    chat = Chat(alice, page).ready()
    expect(page.get_by_role("heading", name="Cook")).to_be_visible()
    page.get_by_role("button", name="What is for lunch?").click()
    chat.ask("What is for dinner?", site.model("echo")).ends()
    shown = page.locator("chat-assistant")
    expect(shown).to_contain_text("Cook")
    path = f"/c/{chat.conversation}/"

    page.get_by_role("link", name="New chat").first.click()
    expect(page.get_by_role("heading", name="What is on your mind")).to_be_visible()
    expect(shown).to_be_hidden()
    Chat(alice, page).ready()
    page.locator(f'a[href="{path}"]').first.click()
    expect(page.locator("chat-answer")).to_be_visible()
    expect(shown.get_by_role("link", name="Cook")).to_be_visible()
    page.reload()
    expect(shown.get_by_role("link", name="Cook")).to_be_visible()
