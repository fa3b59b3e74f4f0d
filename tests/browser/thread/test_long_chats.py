"""Chats longer than a page can bear: what is far from the reader is not on it."""

import json
from typing import Final

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.site import Site

TABLE: Final = "| a | b |\n|---|---|\n" + "| one | two |\n" * 60
MOST_NODES = 15_000
# Of what comes at once; a thread has some 4,500 elements.
MOST_STYLED = 2_500
NODES: Final = "document.evaluate('count(//node())', document, null, XPathResult.NUMBER_TYPE).numberValue"


def test_messages_that_come_leave_the_style_of_those_that_are_there(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    texts = [f"Answer {at}.\n\n{TABLE}" if at % 2 else f"Question {at}." for at in range(100)]
    long = site.conversation(email, "A long one", texts)
    chat = arrive(site).log_in(email).chat(f"/c/{long}/")
    browser = chat.page.context.browser
    assert browser
    browser.start_tracing(page=chat.page, categories=["devtools.timeline"])
    chat.climb(chat.questions.filter(has_text="Question 40."))
    events = json.loads(browser.stop_tracing())["traceEvents"]
    styled = [each["args"].get("elementCount", 0) for each in events if each["name"] == "UpdateLayoutTree"]
    assert max(styled) < MOST_STYLED


def test_far_above_the_end_one_reads_asks_and_comes_back(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    texts = [f"Answer {at}.\n\n{TABLE}" if at % 2 else f"Question {at}." for at in range(160)]
    long = site.conversation(email, "A long one", texts)
    model = site.model("echo")
    chat = arrive(site).log_in(email).chat(f"/c/{long}/")
    line = chat.questions.filter(has_text="Question 60.")
    chat.climb(line)
    later = chat.page.locator("chat-thread > .later")
    expect(later).to_be_attached()
    assert chat.page.evaluate(NODES) < MOST_NODES
    # Where one reads outlives the page.
    chat.reload()
    expect(line).to_be_in_viewport()
    expect(later).to_be_attached()
    # The end is one click away.
    chat.page.get_by_role("button", name="Jump to the latest message").click()
    expect(chat.answers.last.get_by_text("Answer 159.")).to_be_attached()
    expect(later).to_have_count(0)
    # What is asked from far above goes on from the end.
    chat.climb(line)
    expect(later).to_be_attached()
    chat.ask("And now?", model).shows("And now?").ends()
    expect(later).to_have_count(0)
    expect(chat.questions.last).to_be_in_viewport()
    expect(chat.answers.nth(-2).get_by_text("Answer 159.")).to_be_attached()
