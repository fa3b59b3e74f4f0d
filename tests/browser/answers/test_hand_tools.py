"""Tools that a person types for a chat, and the results that they give by hand."""

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.pages.test_accessibility import faults_of


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
    expect(chat.answer.get_by_role("group", name="Versions", exact=True)).to_contain_text("2")
    chat.reload()
    expect(chat.answers).to_have_count(2)
    expect(chat.answers.first.locator("tool-call").nth(1)).to_have_attribute("data-state", "done")


def test_a_result_is_corrected_and_both_versions_stay(alice: Visitor, charlie: Visitor) -> None:
    model = alice.site.model("tool-whole")
    alice.site.can_call(model)
    chat = alice.chat()
    chat.choose(model)
    type_a_tool(chat)
    chat.ask("What is the weather?").ends()
    box(chat).fill("Rain")
    box(chat).press("Control+Enter")
    expect(chat.answers).to_have_count(2)
    chat.ends()
    other = chat.beside()
    correct = chat.page.get_by_role("button", name="Correct", exact=True)
    correct.click()
    expect(box(chat)).to_be_focused()
    box(chat).press("Escape")
    expect(correct).to_be_focused()
    correct.press("Enter")
    expect(box(chat)).to_have_value("Rain")
    box(chat).fill("Snow")
    assert faults_of(chat.page) == []
    chat.answers.first.get_by_role("button", name="Send", exact=True).click()
    for tab in (chat, other):
        expect(tab.answer).to_contain_text("Snow")
        expect(tab.answers).to_have_count(2)
        expect(results(tab).locator("[data-slot=place]")).to_have_text("2/2")

    results(chat).get_by_role("button", name="Previous version").click()
    for tab in (chat, other):
        expect(tab.answer).to_contain_text("Rain")
        expect(tab.answer).not_to_contain_text("Snow")
        expect(results(tab).locator("[data-slot=place]")).to_have_text("1/2")
    expect(results(chat).get_by_role("button", name="Next version")).to_be_focused()
    chat.page.keyboard.press("ArrowRight")
    expect(chat.answer).to_contain_text("Snow")
    chat.reload()
    expect(results(chat).locator("[data-slot=place]")).to_have_text("2/2")
    assert charlie.context.request.get(chat.page.url).status == 404


def results(chat: Chat) -> Locator:
    return chat.page.get_by_role("group", name="Versions of your results")


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
    return chat.page.get_by_role("textbox", name="Your result")
