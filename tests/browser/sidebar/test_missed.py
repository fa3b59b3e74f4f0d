"""What other servers change while the connection of a page's own server to the database is cut."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.sidebar.test_keeping import row, shelf
from tests.browser.site import Site


def test_chats_that_came_went_and_changed_unheard_are_shown_as_they_are(
    own_site: Site, arrive: Arrive
) -> None:
    email = own_site.person("Alice")
    names = ("Read", "Renamed", "Pinned", "Deleted", "Archived")
    ids = {name: own_site.conversation(email, name, ["Hello", "Hi."], days_ago=1) for name in names}
    chat = arrive(own_site).log_in(email).chat(f"/c/{ids['Read']}/")
    expect(chat.rows).to_have_count(5)
    now = datetime.now(UTC)
    with own_site.deaf():
        own_site.conversation(email, "Begun", ["Hello", "Hi."])
        own_site.change(ids["Renamed"], "title", "Another name")
        own_site.change(ids["Pinned"], "pinned_at", now)
        own_site.change(ids["Deleted"], "deleted_at", now)
        own_site.change(ids["Archived"], "archived_at", now)
    expect(row(chat, "Begun")).to_be_visible()
    expect(row(chat, "Another name")).to_be_visible()
    expect(shelf(chat, "pinned").locator("li.conversation")).to_contain_text("Pinned")
    expect(row(chat, "Deleted")).to_have_count(0)
    expect(row(chat, "Archived")).to_have_count(0)
    expect(row(chat, "Read").locator("[aria-current]")).to_be_visible()
