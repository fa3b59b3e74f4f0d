"""Pins, folders, the archive and changes of many chats at once, in two tabs."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import Arrive
from tests.browser.pages.test_accessibility import AXE, FAULTS
from tests.browser.sidebar.test_sidebar import act
from tests.browser.site import Site


def test_chats_are_pinned_filed_and_archived_in_every_tab(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    for number in range(4):
        site.conversation(email, f"Chat {number}", ["Hello", "Hi."], days_ago=number)
    visitor = arrive(site, reduced_motion="reduce").log_in(email)
    chat = visitor.chat()
    other = chat.beside()
    page = chat.page

    menu(chat, "Chat 3", "Pin")
    for tab in (chat, other):
        expect(shelf(tab, "pinned").locator("li.conversation")).to_have_count(1)
        expect(tab.rows.first).to_contain_text("Chat 3")

    act(row(chat, "Chat 1"), "More")
    page.get_by_label("New folder").fill("Work")
    page.keyboard.press("Enter")
    for tab in (chat, other):
        expect(tab.page.locator(".folder summary")).to_have_text("Work")
        expect(tab.rows).to_have_count(3)
        tab.page.locator(".folder summary").click()
        expect(tab.page.locator(".folder li.conversation")).to_contain_text("Chat 1")
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []

    menu(chat, "Chat 2", "Archive")
    expect(row(other, "Chat 2")).to_be_hidden()
    undo(page, "“Chat 2” is archived.")
    for tab in (chat, other):
        expect(row(tab, "Chat 2")).to_be_visible()

    act(row(chat, "Chat 0"), "More")
    page.get_by_label("New tag").fill("#Urgent")
    page.keyboard.press("Enter")
    for tab in (chat, other):
        expect(row(tab, "Chat 0").locator(".conversation-tags")).to_have_text("#urgent")
        expect(row(tab, "Chat 0").locator(".conversation-title")).to_be_visible()
    menu(chat, "Chat 2", "urgent")
    expect(row(other, "Chat 2")).to_contain_text("#urgent")
    undo(page, "“Chat 2” is tagged #urgent.")
    expect(row(other, "Chat 2")).not_to_contain_text("#urgent")
    page.keyboard.press("Control+k")
    page.keyboard.type("urgent")
    page.get_by_role("option", name="Chats tagged #urgent").click()
    expect(page.locator(".found-title")).to_have_count(1)
    expect(page.locator(".found-title")).to_contain_text("Chat 0")
    page.keyboard.press("Escape")

    menu(chat, "Chat 0", "Select several")
    row(chat, "Chat 2").click()
    expect(page.locator("chat-selection")).to_contain_text("2 selected")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("dialog", name="What to do").get_by_role("button", name="Delete").click()
    for tab in (chat, other):
        expect(tab.rows).to_have_count(2)
    undo(page, "2 chats are deleted.")
    for tab in (chat, other):
        expect(tab.rows).to_have_count(4)

    page.locator(".folder summary").hover()
    page.get_by_role("button", name="Delete the folder").click()
    expect(page.locator(".folder")).to_have_count(0)
    chat.reload()
    expect(page.locator(".folder")).to_have_count(0)
    titles = chat.rows.locator(".conversation-title")
    expect(titles).to_have_text(["Chat 3", "Chat 0", "Chat 1", "Chat 2"])


def undo(page: Page, what: str) -> None:
    page.locator(".toast", has_text=what).get_by_role("button", name="Undo").click()


def row(chat: Chat, title: str) -> Locator:
    return chat.page.locator("li.conversation", has_text=title)


def menu(chat: Chat, title: str, name: str) -> None:
    act(row(chat, title), "More")
    chat.page.get_by_role("dialog", name="What to do").get_by_role("button", name=name, exact=True).click()


def shelf(chat: Chat, name: str) -> Locator:
    return chat.page.locator(f'[data-shelf="{name}"]')
