"""Taking chats away as files, and in again, in a browser."""

import json
from pathlib import Path

from playwright.sync_api import FilePayload, expect

from tests.browser.chat import Chat, Visitor


def test_the_menu_of_a_chat_exports_the_chat_that_is_shown(alice: Visitor) -> None:
    first = alice.ask("The first", "echo").ends()
    path = first.path
    second = alice.ask("The second", "echo").ends()
    assert _asked(second) == "The second"
    second.page.locator(f".conversation-link[href='{path}']").click()
    expect(second.questions.last).to_contain_text("The first")
    assert _asked(second) == "The first"


def test_an_export_is_imported_by_somebody_else_and_a_broken_file_says_so(
    alice: Visitor, charlie: Visitor
) -> None:
    exported = _exported(alice.ask("Taken along", "echo").ends())
    page = charlie.page("/account/chats/")
    chosen = page.locator("chat-import input[type=file]")
    chosen.set_input_files(exported)
    reports = page.locator(".exchange-report")
    expect(reports).to_contain_text("1 chat taken in")
    chosen.set_input_files(exported)
    expect(reports).to_have_count(2)
    expect(reports.first).to_contain_text("1 here already")
    chosen.set_input_files([FilePayload(name="broken.json", mimeType="", buffer=b'{"conversations": [')])
    expect(reports).to_have_count(3)
    expect(reports.first.locator(".row-title")).to_have_text("broken.json")
    expect(reports.first).not_to_contain_text("taken in")
    chat = charlie.chat()
    chat.rows.first.get_by_role("link").click()
    expect(chat.questions.last).to_contain_text("Taken along")
    chat.shows("Taken along")


def _asked(chat: Chat) -> str:
    """The question in the file that the menu gives."""
    document = json.loads(_exported(chat).read_text())
    return str(document["conversations"][0]["messages"][0]["body"]["content"][0]["text"])


def _exported(chat: Chat) -> Path:
    chat.page.get_by_label("Share and export").click()
    with chat.page.expect_download() as download:
        chat.page.get_by_role("link", name="JSON everything").click()
    chat.page.keyboard.press("Escape")
    return Path(download.value.path())
