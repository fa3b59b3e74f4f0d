"""An assistant from its form to a chat with it, and to whoever it is shared with."""

from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitor
from tests.browser.pages.test_accessibility import AXE, FAULTS


def test_an_assistant_is_made_used_and_shared(alice: Visitor, charlie: Visitor) -> None:
    alice.watch.allow("422")
    page = alice.page("/assistants/")
    page.get_by_role("link", name="New assistant").click()
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".field-errors")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    page.get_by_role("textbox", name="Name").fill("Release notes")
    page.get_by_role("textbox", name="Instructions").fill("Write release notes.")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Release notes")
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    address = page.url.removeprefix(alice.site.url)
    charlie.watch.allow("404 (Not Found)")
    expect(charlie.page(address).get_by_role("heading", name="Release notes")).to_have_count(0)

    page.get_by_label("Everybody").check()
    page.get_by_role("button", name="Save").click()
    model = alice.site.model("echo")
    theirs = charlie.page(address)
    theirs.get_by_role("link", name="Start a chat").click()
    chat = Chat(charlie, theirs).ready()
    expect(theirs.locator(".greeting")).to_contain_text("Release notes")
    chat.ask("Of this week", model).ends().shows("Of this week")
    expect(theirs.locator("chat-assistant")).to_contain_text("Release notes")
