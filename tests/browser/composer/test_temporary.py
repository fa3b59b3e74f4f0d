"""A temporary chat, from the palette to its end."""

from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitor
from tests.browser.pages.test_accessibility import AXE, FAULTS


def test_a_temporary_chat_is_marked_left_and_kept(alice: Visitor) -> None:
    model = alice.site.model("echo")
    chat = alice.chat()
    page, mark = chat.page, chat.page.locator("temporary-chat")
    expect(mark).to_be_hidden()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Chats, actions and models").fill("temporary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?temporary=1")
    chat = Chat(alice, page).ready()
    expect(mark).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    chat.ask("Psst", model).ends().shows("Psst")
    expect(mark).to_contain_text("Temporary chat.")
    expect(chat.rows).to_have_count(0)
    chat.reload().shows("Psst")
    expect(mark).to_be_visible()
    with page.expect_request(lambda request: request.url.endswith("/closing/") and request.method == "POST"):
        page.get_by_role("link", name="New chat").first.click()
    expect(mark).to_be_hidden()

    page.get_by_role("link", name="Temporary").click()
    page.wait_for_url("**/?temporary=1")
    chat = Chat(alice, page).ready().ask("Keep this", model).ends()
    mark.get_by_role("button", name="Keep it").click()
    expect(mark).to_be_hidden()
    expect(chat.rows).to_have_count(1)
