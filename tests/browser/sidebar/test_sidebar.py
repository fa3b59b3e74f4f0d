"""The conversations beside the chat: titles, deletion, pages."""

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site

MANY = 130


def test_a_new_chat_appears_with_a_title_of_its_model(alice: Visitor) -> None:
    other = alice.chat()
    chat = alice.ask("What is this about?", "echo").ends()
    for page in (chat, other):
        expect(page.rows).to_have_count(1)
        expect(page.rows).to_contain_text("A scripted title")
    expect(chat.page).to_have_title("A scripted title · Chatapp")
    expect(chat.page.locator(".topbar-title")).to_have_text("A scripted title")
    expect(chat.rows.get_by_role("link")).to_have_attribute("aria-current", "page")


def test_a_chat_is_renamed_in_place_and_in_every_tab(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    other = chat.beside("/")
    act(chat.rows.first, "Rename")
    expect(chat.page.get_by_label("Title", exact=True)).to_be_focused()
    chat.page.keyboard.type("A better title")
    chat.page.keyboard.press("Enter")
    for page in (chat, other):
        expect(page.rows.first).to_contain_text("A better title")
    expect(chat.page.locator(".topbar-title")).to_have_text("A better title")
    act(chat.rows.first, "Rename")
    chat.page.keyboard.type("Not this one")
    chat.page.keyboard.press("Escape")
    chat.reload()
    expect(chat.rows.first).to_contain_text("A better title")


def test_a_deleted_chat_is_gone_everywhere_until_undo(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    path = chat.path
    other = chat.beside("/")
    act(chat.rows.first, "Delete")
    chat.page.wait_for_url(f"{alice.site.url}/")
    for page in (chat, other):
        expect(page.rows).to_have_count(0)
    alice.watch.allow("404 (Not Found)")
    gone = alice.page(path)
    expect(gone.get_by_role("heading", name="Page not found")).to_be_visible()
    chat.page.get_by_role("button", name="Undo").click()
    for page in (chat, other):
        expect(page.rows).to_have_count(1)
    gone.reload()
    Chat(alice, gone).ready().shows("Hello")


def test_older_chats_come_as_one_scrolls(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    for number in range(MANY):
        site.conversation(email, f"Chat number {number}", days_ago=number)
    chat = arrive(site).log_in(email).chat()
    expect(chat.rows.first).to_contain_text("Chat number 0")
    for heading in ("Today", "Yesterday", "Previous 7 days", "Previous 30 days"):
        expect(chat.page.locator(".conversations-group", has_text=heading)).to_have_count(1)
    assert chat.rows.count() < MANY
    while (shown := chat.rows.count()) < MANY:
        chat.rows.last.scroll_into_view_if_needed()
        expect(chat.rows.nth(shown)).to_be_attached()
    assert [title_of(row) for row in chat.rows.all()] == [f"Chat number {number}" for number in range(MANY)]


def test_what_somebody_else_does_is_not_seen(alice: Visitor, charlie: Visitor) -> None:
    stranger = charlie.chat()
    alice.ask("For me alone", "echo").ends()
    charlie.ask("And this for me", "echo").ends()
    expect(stranger.rows).to_have_count(1)


def act(row: Locator, name: str) -> None:
    row.hover()
    row.get_by_role("button", name=name, exact=True).click()


def title_of(row: Locator) -> str:
    return row.locator(".conversation-title").inner_text()
