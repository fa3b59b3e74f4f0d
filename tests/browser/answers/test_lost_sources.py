"""A citation of a document that its reader lost says so where it stands."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Arrive
from tests.browser.pages.test_accessibility import faults_of
from tests.browser.pages.test_gaps import shared_collection
from tests.browser.site import Site

LOST = "A document that is no longer yours"
QUESTION = "zeppelin hangar is painted each spring"


def test_the_chip_its_preview_and_the_sources_say_that_the_document_is_no_longer_theirs(
    site: Site, arrive: Arrive
) -> None:
    ida, oskar = site.person("Ida"), site.person("Oskar")
    editor, member = arrive(site).log_in(ida), arrive(site).log_in(oskar)
    page = shared_collection(editor, oskar)
    chat = member.ask(QUESTION, "quoting").ends()
    _pointed_at(chat.answer.locator("a.citation").first)
    preview = chat.page.locator("citation-preview")
    expect(preview).to_contain_text("The hangar")

    page.get_by_role("link", name="Settings").click()
    remove = page.get_by_role("button", name="Remove what Oskar may")
    remove.click()
    expect(remove).to_have_count(0)
    chat.page.reload()
    chip = _pointed_at(chat.answer.locator(".citation").first)
    expect(preview).to_contain_text(LOST)
    expect(preview).to_contain_text("What the answer quotes of it stays in the answer.")
    expect(chip).to_have_attribute("aria-label", f"Source 1: {LOST}, or not there any more")
    assert chip.get_attribute("href") is None
    expect(chat.answer.locator(".source").first).to_contain_text(LOST)
    assert QUESTION in chat.answer.inner_text()
    assert "The hangar" not in chat.page.content()
    assert faults_of(chat.page) == []


def _pointed_at(chip: Locator) -> Locator:
    chip.scroll_into_view_if_needed()
    chip.hover()
    return chip
