"""Answers in JSON: a table, a tree and the text, and what is not like the schema that was asked for."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.pages.test_accessibility import faults_of


def test_an_answer_in_json_is_a_table_and_a_tree_and_checked(alice: Visitor) -> None:
    model = alice.site.model("tasks")
    chat = alice.chat()
    chat.choose(model)
    chat.page.get_by_role("button", name="Settings", exact=True).click()
    chat.page.get_by_label("Response format").select_option("json_schema")
    chat.page.get_by_label("Begin with an example").select_option("A list of tasks")
    expect(chat.page.locator(".parameter-chip")).to_have_count(1)
    chat.page.keyboard.press("Escape")

    chat.ask("What is to be done?")
    shown = chat.answer.locator("structured-answer")
    json = shown.locator("[data-slot=json]")
    expect(json).to_contain_text('"title": "Write <b>it</b> down",')
    chat.release().ends()
    rows = shown.get_by_role("row")
    expect(rows).to_have_text(["titleownerdays", "Write <b>it</b> downAlice2", "Read it againnullsoon"])
    expect(shown.get_by_text("Not what was asked for:")).to_be_visible()
    wrong = "“tasks”, item 2, “days”: the value is not of type"
    expect(shown.get_by_role("listitem").filter(has_text=wrong)).to_be_visible()
    assert faults_of(chat.page) == []

    shown.get_by_label("Table").press("ArrowRight")
    expect(shown.get_by_label("Tree")).to_be_checked()
    expect(shown.locator(".json-leaf", has_text="soon")).to_be_visible()
    assert faults_of(chat.page) == []
    chat.reload()
    shown.get_by_text("JSON", exact=True).click()
    expect(json).to_contain_text('"days": "soon"')
    expect(shown.get_by_text(wrong)).to_be_visible()
