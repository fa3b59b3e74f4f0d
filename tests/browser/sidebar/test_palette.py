"""The command palette, the shortcuts and their sheet."""

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.pages.test_accessibility import AXE, FAULTS
from tests.browser.site import Site

MANY = 60


def test_chats_actions_and_models_are_reached_by_keys_alone(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    model = site.model("echo")
    for number in range(MANY):
        site.conversation(email, f"Chat number {number}", ["Hello", f"Answer {number}."], days_ago=number)
    visitor = arrive(site, reduced_motion="reduce").log_in(email)
    chat = visitor.chat()
    page = chat.page
    line = page.get_by_role("combobox", name="Chats, actions and models")
    options = page.locator(".palette-option")

    chat.box.fill("half a quest")
    page.keyboard.press("Control+k")
    expect(line).to_be_focused()
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    line.fill("number 7")
    expect(options.first).to_contain_text("Chat number 7")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Chat number 7 · Chatapp")
    expect(chat.answers.last).to_contain_text("Answer 7.")

    # One that the list has not loaded yet.
    page.keyboard.press("Control+k")
    line.fill(f"number {MANY - 1}")
    expect(options.first).to_contain_text(f"Chat number {MANY - 1}")
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"Chat number {MANY - 1} · Chatapp")

    page.keyboard.press("Control+k")
    line.fill(model)
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".composer .models-button")).to_contain_text(model)

    page.keyboard.press("Control+k")
    line.fill("shortcuts")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Search your chats")
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    page.keyboard.press("Shift+Escape")
    expect(chat.box).to_be_focused()
    page.keyboard.press("?")
    expect(chat.box).to_have_value("?")
    expect(sheet).to_be_hidden()
    page.locator(".topbar-title").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+O")
    expect(page).to_have_title("Chatapp")
    expect(chat.box).to_have_value("half a quest")
