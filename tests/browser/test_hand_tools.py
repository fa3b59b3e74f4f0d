"""Tools that a person types for a chat, and the results that they give by hand."""

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.test_accessibility import faults_of


def test_calls_of_a_typed_tool_wait_for_their_result_across_reloads_and_tabs(alice: Visitor) -> None:
    model = alice.site.model("two-tools")
    alice.site.can_call(model)
    chat = alice.chat()
    chat.choose(model)
    type_a_tool(chat)
    chat.ask("What is the weather?").release().ends()
    card = waiting(chat)
    expect(card).to_be_visible()
    expect(card.locator("[data-slot=arguments]")).to_contain_text("Oslo")
    expect(chat.answer.locator("tool-call").nth(0)).to_have_attribute("data-state", "done")
    expect(chat.answer.locator(".ending")).to_be_hidden()
    expect(chat.button("Send")).to_be_disabled()
    box(chat).fill("Rain, <b>12</b> degrees")
    assert faults_of(chat.page) == []

    chat.reload()
    expect(box(chat)).to_have_value("Rain, <b>12</b> degrees")
    other = alice.chat(chat.path)
    box(other).press("Control+Enter")
    for tab in (other, chat):
        expect(tab.answers).to_have_count(2)
        expect(tab.answer).to_contain_text("Neither says more.")
        expect(waiting(tab)).to_have_count(0)
        expect(tab.answers.first.locator("call-results")).to_be_hidden()
    given = chat.answers.first.locator("tool-call").nth(1)
    expect(given).to_have_attribute("data-state", "done")
    given.locator("summary").click()
    expect(given.locator("[data-slot=result]")).to_have_text("Rain, <b>12</b> degrees")

    chat.retry()
    expect(chat.answer.locator("sibling-switch")).to_contain_text("2")
    chat.reload()
    expect(chat.answers).to_have_count(2)
    expect(chat.answers.first.locator("tool-call").nth(1)).to_have_attribute("data-state", "done")


def type_a_tool(chat: Chat) -> None:
    chat.page.get_by_role("button", name="Settings", exact=True).click()
    tools = chat.page.get_by_role("group", name="Tools", exact=True)
    tools.get_by_role("button", name="Add a tool").click()
    tools.get_by_label("Name", exact=True).fill("two words")
    expect(tools.locator(".format-checks")).to_contain_text("The name needs 1 to 64 letters")
    tools.get_by_label("Begin with an example").select_option("The weather of a city")
    expect(tools.locator(".format-checks")).to_be_hidden()
    expect(chat.page.get_by_role("button", name="Tools get_weather")).to_be_visible()
    chat.page.keyboard.press("Escape")


def waiting(chat: Chat) -> Locator:
    return chat.page.locator('tool-call[data-state="waiting"]')


def box(chat: Chat) -> Locator:
    return chat.page.get_by_label("Your result")
