"""What is asked and not answered: an editor sees it, answers it by hand, and the next who asks gets that answer."""

import re

from playwright.sync_api import Page, expect

from tests.browser.chat import Visitor
from tests.browser.conftest import Arrive
from tests.browser.pages.test_accessibility import faults_of
from tests.browser.site import Site

HANGAR = b"# The hangar\n\nThe zeppelin hangar is painted each spring."
QUESTION = "How many passengers does the zeppelin carry across the Atlantic in winter?"
OTHERWISE = "Across the Atlantic in winter, how many passengers can the zeppelin carry?"
ANSWER = "The zeppelin carries **fifty passengers**, and none in winter."


def test_a_question_without_an_answer_is_answered_by_an_editor(site: Site, arrive: Arrive) -> None:
    ida, oskar = site.person("Ida"), site.person("Oskar")
    editor, member = arrive(site).log_in(ida), arrive(site).log_in(oskar)
    page = shared_collection(editor, oskar)
    slug = page.url.rstrip("/").rpartition("/")[2]
    for question in (QUESTION, OTHERWISE):
        chat = member.chat().ask(question, "Built-in").ends()
        expect(chat.answer).to_contain_text("do not seem to answer that")
        chat.page.close()

    site.until_asked(slug, 2)
    page.goto(f"{site.url}/collections/{slug}/gaps/")
    gap = page.locator(".gap")
    expect(gap).to_contain_text("Asked 2 times")
    expect(gap).to_contain_text("Nothing that fits")
    expect(page.locator("main")).not_to_contain_text("Oskar")
    assert faults_of(page) == []
    gap.get_by_role("link", name="Answer").click()
    expect(page.get_by_label("Question")).to_have_value(OTHERWISE)
    expect(page.get_by_label("How else it is asked")).to_have_value(QUESTION)
    assert faults_of(page) == []
    page.get_by_label("Answer", exact=True).fill(ANSWER)
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".gap")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Verified by Ida")

    chat = member.chat().ask(QUESTION, "Built-in").ends()
    quoted = chat.answer.locator("blockquote").first
    expect(quoted).to_have_text("The zeppelin carries fifty passengers, and none in winter.")
    expect(chat.answer).to_contain_text("Verified by Ida")
    expect(chat.answer.locator("a.citation").first).to_have_text("1")
    expect(chat.answer).to_contain_text(re.compile(r"6 passages found, \d used"))
    with chat.page.expect_popup() as opened:
        chat.answer.locator("a.citation").first.click()
    expect(opened.value.locator(".verified-signature")).to_contain_text("Verified by Ida")
    assert faults_of(opened.value) == []


def shared_collection(editor: Visitor, reader: str) -> Page:
    """The page of a new collection with one document, which the reader may read."""
    page = editor.collection("Airships", "hangar.md", HANGAR, title="hangar")
    collection = page.url
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Address of a person, or name of a group").fill(reader)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("main")).to_contain_text("Oskar")
    page.goto(collection)
    return page
