"""A saved prompt, from its form to the message."""

from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitor
from tests.browser.pages.test_accessibility import AXE, FAULTS


def test_a_prompt_is_saved_shared_chosen_by_a_slash_filled_and_sent(alice: Visitor, charlie: Visitor) -> None:
    model = alice.site.model("echo")
    word = f"translate-{model[-6:]}"
    page = alice.page("/prompts/new/")
    page.get_by_label("Word behind the slash").fill(word)
    page.get_by_role("textbox", name="Prompt").fill("Say {{text}} in {{language}}.")
    page.get_by_label("Everybody").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text(f"/{word} is saved.")

    chat = charlie.chat()
    chat.choose(model)
    page, options = chat.page, chat.page.locator(".prompt-option")
    chat.box.press_sequentially(f"/{word[:-3]}")
    expect(options).to_have_count(1)
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    chat.box.press("Escape")
    expect(options).to_be_hidden()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Chats, actions and models").fill("saved prompt")
    page.get_by_role("option", name="Use a saved prompt").click()
    chat.box.press_sequentially(word)
    expect(options).to_have_count(1)
    chat.box.press("Enter")
    asked = page.get_by_role("dialog", name=f"/{word}")
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    asked.get_by_label("text").fill("<b>hello</b>")
    asked.get_by_label("language").fill("French")
    asked.get_by_role("button", name="Put it into the box").click()
    expect(chat.box).to_have_value("Say <b>hello</b> in French.")
    expect(chat.box).to_be_focused()
    chat.box.press("Enter")
    Chat(charlie, page).ends().shows("Say <b>hello</b> in French.")
