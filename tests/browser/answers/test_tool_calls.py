"""Calls of tools as cards: what a model asks for while it is written, what came back, and what failed."""

import re

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.pages.test_accessibility import faults_of


def test_calls_stand_side_by_side_and_open_to_arguments_and_results(alice: Visitor) -> None:
    chat = alice.ask("What is the weather?", "two-tools")
    cards = chat.answer.locator("tool-call")
    known, unknown = cards.nth(0), cards.nth(1)
    expect(unknown).to_have_attribute("data-state", "running")
    unknown.locator("summary").press("Enter")
    arguments = unknown.locator("[data-slot=arguments]")
    expect(arguments).to_have_text('{\n  "city": "Oslo",')

    chat.release().ends()
    expect(arguments).to_contain_text('"exact": 12345678901234567890\n}')
    expect(unknown).to_have_attribute("data-state", "failed")
    expect(unknown).to_contain_text("There is no tool “get_weather”.")
    expect(known).to_have_attribute("data-state", "done")
    assert faults_of(chat.page) == []

    unknown.locator("summary").press("Enter")
    expect(arguments).to_be_hidden()
    one, other = known.bounding_box(), unknown.bounding_box()
    assert one is not None
    assert other is not None
    assert one["y"] == other["y"]

    chat.reload()
    expect(known.locator("[data-slot=took]")).to_have_text(re.compile(r"^\d+(\.\d)? m?s$"))
    known.locator("summary").click()
    expect(known.locator("[data-slot=result]")).to_contain_text("documents")
