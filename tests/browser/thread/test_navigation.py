"""From chat to chat without a page load."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site

CHATS = 30
MARKDOWN: Final = "An **answer** with `code`.\n\n" * 20
# Counts sockets, what moves although nobody did anything, and frames in which Markdown is seen as it was written.
COUNT: Final = """() => {
    window.sockets = 0;
    window.WebSocket = class extends WebSocket { constructor(...all) { super(...all); window.sockets++; } };
    Object.assign(window, { shift: 0, since: Infinity });
    const moved = ({ startTime, value }) => startTime > since && (shift += value);
    new PerformanceObserver((list) => list.getEntries().forEach(moved)).observe({ type: "layout-shift" });
    window.raw = 0;
    const seen = (text) => {
        const { top, bottom } = text.getBoundingClientRect();
        return text.checkVisibility({ opacityProperty: true }) && bottom > 0 && top < innerHeight;
    };
    const look = () => {
        if ([...document.querySelectorAll("chat-thread markdown-text:not([data-drawn], :empty)")].some(seen)) raw++;
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""
# What the page tells by the browser, instead of showing it.
NOTIFICATIONS = """window.Notification = class extends EventTarget {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title, { tag }) { super(); document.documentElement.dataset.told = tag; }
};"""
HIDDEN = """hidden => {
    Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


class Reader:
    """Alice with thirty chats, in the newest of them."""

    def __init__(self, site: Site, arrive: Arrive) -> None:
        self.email = site.person("Alice")
        self.ids = [
            site.conversation(
                self.email, f"Chat {n}", [f"Question {n}", f"{MARKDOWN} End of {n}."] * 3, days_ago=n
            )
            for n in range(CHATS)
        ]
        self.visitor = arrive(site).log_in(self.email)
        self.visitor.context.add_init_script(f"({COUNT})()")
        self.chat = self.visitor.chat(f"/c/{self.ids[0]}/")
        self.page = self.chat.page
        self.shows(0)
        self.page.evaluate("Object.assign(window, {stays: true, since: performance.now(), raw: 0})")

    def row(self, number: int) -> Locator:
        return self.page.get_by_role("link", name=f"Chat {number}", exact=True)

    def opens(self, number: int) -> None:
        self.row(number).click()
        self.shows(number)

    def shows(self, number: int) -> None:
        expect(self.chat.answers.last.get_by_text(f"End of {number}.")).to_be_in_viewport()
        expect(self.page).to_have_url(f"{self.visitor.site.url}/c/{self.ids[number]}/")
        expect(self.page).to_have_title(f"Chat {number} · Chatapp")
        expect(self.page.locator(".topbar-title")).to_have_text(f"Chat {number}")
        expect(self.row(number)).to_have_attribute("aria-current", "page")
        expect(self.page.locator("[aria-current=page]")).to_have_count(1)

    def stayed(self) -> bool:
        """Whether the page was never loaded anew."""
        return bool(self.page.evaluate("window.stays === true"))


def test_the_chat_changes_without_a_page_load(site: Site, arrive: Arrive) -> None:
    reader = Reader(site, arrive)
    page, chat = reader.page, reader.chat
    sidebar = page.locator("chat-sidebar")
    for number in (2, 20):
        reader.opens(number)
        expect(chat.box).to_be_focused()
    kept = sidebar.evaluate("element => element.scrollTop")
    assert kept > 0
    page.go_back()
    reader.shows(2)
    page.go_back()
    reader.shows(0)
    page.go_forward()
    reader.shows(2)
    assert page.evaluate("shift") < 0.05
    page.get_by_role("link", name="New chat").first.click()
    expect(page.get_by_role("heading", name="What is on your mind")).to_be_visible()
    expect(page).to_have_title("Chatapp")
    expect(page).to_have_url(f"{site.url}/")
    assert sidebar.evaluate("element => element.scrollTop") == kept
    assert reader.stayed()
    assert page.evaluate("[sockets, raw]") == [1, 0]
    expect(page.locator("live-announcer")).to_have_text("Chatapp")


def test_the_last_of_three_clicks_wins(site: Site, arrive: Arrive) -> None:
    reader = Reader(site, arrive)
    links = [reader.row(number).element_handle() for number in (3, 4, 5)]
    reader.page.evaluate(
        "links => links.forEach((link, at) => setTimeout(() => link.click(), 20 * at))", links
    )
    reader.shows(5)
    reader.page.go_back()
    reader.page.go_back()
    reader.shows(3)
    assert reader.stayed()


def test_back_returns_to_where_one_read(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    texts = [f"Message {number}.\n\nWith a second paragraph." for number in range(200)]
    long = site.conversation(email, "A long one", texts)
    site.conversation(email, "Another", ["Hello", "There"])
    visitor = arrive(site).log_in(email)
    chat = visitor.chat(f"/c/{long}/")
    line = chat.page.get_by_text("Message 111.")
    chat.climb(line)
    # Where texts are still to be drawn, their places are not final.
    expect(chat.page.locator("chat-thread markdown-text:not([data-drawn], :empty)")).to_have_count(0)
    line.scroll_into_view_if_needed()
    place = line.bounding_box()
    assert place
    chat.page.get_by_role("link", name="Another").click()
    expect(chat.answers.get_by_text("There")).to_be_visible()
    for come_back in (chat.page.go_back, lambda: chat.reload(), _away_and_back(chat)):
        come_back()
        expect(line).to_be_in_viewport()
        found = line.bounding_box()
        assert found
        assert abs(found["y"] - place["y"]) < 5


def _away_and_back(chat: Chat) -> Callable[[], None]:
    def act() -> None:
        chat.page.goto(f"{chat.visitor.site.url}/documents/")
        chat.page.go_back()
        chat.ready()

    return act


def test_each_chat_has_a_draft_of_its_own(site: Site, arrive: Arrive) -> None:
    reader = Reader(site, arrive)
    box = reader.chat.box
    box.fill("A thought for chat 0")
    reader.opens(1)
    expect(box).to_have_value("")
    box.fill("And one for chat 1")
    reader.opens(0)
    expect(box).to_have_value("A thought for chat 0")
    reader.page.get_by_role("link", name="New chat").first.click()
    expect(box).to_have_value("")
    reader.opens(1)
    expect(box).to_have_value("And one for chat 1")


def test_an_answer_goes_on_in_the_chat_that_was_left(alice: Visitor) -> None:
    tale = alice.site.model("tale")
    chat = alice.ask("Two halves", "halves").runs()
    path, running = chat.path, chat.model
    chat.page.get_by_role("link", name="New chat").first.click()
    expect(chat.stop).to_be_hidden()
    chat.ask("A tale", tale).runs()
    expect(chat.rows).to_have_count(2)
    chat.page.locator(f".conversation-link[href='{path}']").click()
    expect(chat.answer).to_contain_text("This is the first half,")
    expect(chat.stop).to_be_visible()
    alice.site.provider.release(running)
    chat.ends().shows("This is the first half,")


def test_an_answer_that_ends_in_another_chat_is_noticed(alice: Visitor) -> None:
    other = alice.chat()
    chat = alice.ask("Two halves", "halves").runs()
    row = chat.rows.first
    path = chat.path
    chat.page.get_by_role("link", name="New chat").first.click()
    # Until it is there, the answer is one that is looked at.
    expect(chat.page.get_by_role("heading", name="What is on your mind")).to_be_visible()
    expect(row.get_by_title("An answer is being written")).to_be_visible()
    chat.release()
    toast = chat.page.locator(".toast", has_text="has its answer.")
    # Under the pointer it stays.
    toast.hover()
    expect(row.get_by_title("A new answer")).to_be_visible()
    expect(other.rows.first.get_by_title("A new answer")).to_be_visible()
    toast.get_by_role("button", name="Open", exact=True).click()
    expect(chat.answer).to_contain_text("This is the first half,")
    assert chat.path == path
    expect(row.get_by_title("A new answer")).to_be_hidden()
    expect(other.rows.first.get_by_title("A new answer")).to_be_hidden()


def test_an_answer_that_ends_behind_ones_back_is_told_by_the_browser_and_unread_until_one_looks(
    alice: Visitor,
) -> None:
    alice.context.grant_permissions(["notifications"])
    alice.context.add_init_script(NOTIFICATIONS)
    watching = alice.chat()
    chat = alice.ask("Two halves", "halves").runs()
    expect(chat.rows.first.get_by_title("An answer is being written")).to_be_visible()
    chat.page.locator(".user-menu summary").click()
    chat.page.get_by_role("switch", name="Notify me of answers").check()
    chat.page.keyboard.press("Escape")
    chat.page.evaluate(HIDDEN, True)
    chat.release().ends()
    expect(chat.page.locator("html")).to_have_attribute("data-told", chat.conversation)
    expect(watching.rows.first.get_by_title("A new answer")).to_be_visible()
    chat.page.evaluate(HIDDEN, False)
    expect(watching.rows.first.get_by_title("A new answer")).to_be_hidden()
    assert watching.page.locator("html").get_attribute("data-told") is None


def test_a_chat_that_is_gone_is_the_page_that_says_so(site: Site, arrive: Arrive) -> None:
    reader = Reader(site, arrive)
    site.delete(reader.ids[1])
    reader.visitor.watch.allow("404 (Not Found)")
    reader.row(1).click()
    expect(reader.page.get_by_role("heading", name="Page not found")).to_be_visible()
    assert reader.page.url == f"{site.url}/c/{reader.ids[1]}/"


def test_a_session_that_ended_leads_to_the_login_and_from_there_to_the_chat(
    site: Site, arrive: Arrive
) -> None:
    reader = Reader(site, arrive)
    reader.visitor.context.clear_cookies()
    reader.row(1).click()
    reader.page.wait_for_url(f"**/account/login/?next=/c/{reader.ids[1]}/")


def test_without_a_connection_the_chat_that_is_shown_stays(site: Site, arrive: Arrive) -> None:
    reader = Reader(site, arrive)
    reader.visitor.watch.allow("ERR_FAILED")
    reader.visitor.context.route("**/c/**", lambda route: route.abort())
    reader.row(1).click()
    expect(reader.page.get_by_text("The chat could not be opened")).to_be_visible()
    reader.shows(0)
    assert reader.stayed()


def test_without_the_navigation_api_links_load_pages(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    first = site.conversation(email, "First", ["Hello", "There"])
    site.conversation(email, "Second", ["Hello", "Again"])
    visitor = arrive(site).log_in(email)
    visitor.context.add_init_script("delete window.navigation")
    chat = visitor.chat(f"/c/{first}/")
    chat.page.evaluate("window.stays = true")
    chat.page.get_by_role("link", name="Second").click()
    expect(chat.answers.get_by_text("Again")).to_be_visible()
    assert chat.ready().page.evaluate("window.stays === undefined")
