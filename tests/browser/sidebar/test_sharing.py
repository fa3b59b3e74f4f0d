"""A chat that others may read: its link made, opened, copied and revoked."""

from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitor
from tests.browser.pages.test_accessibility import AXE, FAULTS


def test_a_chat_is_shared_read_copied_and_revoked(alice: Visitor, charlie: Visitor) -> None:
    chat = alice.ask("What is **ours**?", "echo").ends()
    page = chat.page
    page.get_by_label("Share and export").click()
    page.get_by_role("button", name="Share…").click()
    dialog = page.get_by_role("dialog", name="Share this chat")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("The link")
    expect(link).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []

    model = alice.site.model("echo")
    address = link.input_value().removeprefix(alice.site.url)
    shared = charlie.page(address)
    expect(shared.locator(".bubble")).to_have_text("What is **ours**?")
    expect(shared.locator(".share-answer strong")).to_have_text("ours")
    shared.evaluate(AXE)
    assert shared.evaluate(FAULTS, []) == []
    shared.get_by_role("button", name="Continue as a copy").click()
    copy = Chat(charlie, shared).ready()
    expect(copy.questions).to_have_count(1)
    copy.ask("And mine?", model).ends().shows("And mine?")
    expect(chat.questions).to_have_count(1)

    dialog.get_by_role("button", name="Revoke").click()
    expect(link).to_be_hidden()
    charlie.watch.allow("404 (Not Found)")
    assert charlie.context.request.get(f"{alice.site.url}{address}").status == 404
