"""Telephones of 360 and 390 pixels, by touch: every page fits, and nothing acts that cannot be seen."""

from playwright.sync_api import Page, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.every_page import LONG_TITLE, admin_with_everything, stranger
from tests.browser.pages.test_narrow import PHONE, assert_fits
from tests.browser.site import Site

WIDTHS = 390, 360
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
# What would be hit by a tap in its middle, and is not seen.
UNSEEN = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((element) => {
        element.scrollIntoView({block: "nearest"});
        const {left, top, width, height} = element.getBoundingClientRect();
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        return width && height && element.contains(hit) && !element.checkVisibility({opacityProperty: true});
    })
    .map((element) => element.outerHTML.slice(0, 160))"""


def test_every_page_of_a_person_fits_and_hides_nothing_that_acts(site: Site, arrive: Arrive) -> None:
    check(*admin_with_everything(site, arrive, **TOUCH))


def test_every_page_of_a_stranger_fits_and_hides_nothing_that_acts(site: Site, arrive: Arrive) -> None:
    check(*stranger(site, arrive, **TOUCH))


def test_a_long_title_leaves_send_within_reach(site: Site, arrive: Arrive) -> None:
    email = site.person("Ada")
    ada = arrive(site, **TOUCH).log_in(email)
    found = site.conversation(email, LONG_TITLE, ["A question", "An answer"])
    chat = ada.chat(f"/c/{found}/")
    chat.box.fill("Another question")
    expect(chat.page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    assert_fits(chat.page)


def test_a_tap_at_the_end_of_a_row_opens_the_chat(site: Site, arrive: Arrive) -> None:
    email = site.person("Ada")
    ada = arrive(site, **TOUCH).log_in(email)
    other = site.conversation(email, "Another chat", ["A question", "An answer"])
    chat = _with_drawer(ada.chat())
    assert chat.page.evaluate(UNSEEN) == []
    row = chat.rows.first.bounding_box()
    assert row is not None
    chat.page.touchscreen.tap(row["x"] + row["width"] - 18, row["y"] + row["height"] / 2)
    chat.page.wait_for_url(f"**/c/{other}/")
    opened = _with_drawer(chat.ready())
    expect(opened.rows.first.get_by_role("button", name="Delete")).to_be_visible()
    assert opened.page.evaluate(UNSEEN) == []


def check(visitor: Visitor, paths: list[str]) -> None:
    # Each page is left at once, maybe before its socket is there.
    visitor.watch.allow("WebSocket is closed before the connection is established")
    page = visitor.page(paths[0])
    found = [f"{path}: {fault}" for path in paths for fault in _faults_of(page, visitor.site.url + path)]
    assert not found, "\n".join(found)


def _faults_of(page: Page, address: str) -> list[str]:
    page.goto(address)
    expect(page.get_by_role("main")).to_be_visible()
    # What its script has not drawn yet is hidden, and takes no click.
    expect(page.locator("[data-loading] .thread, .thread[data-drawing]")).to_have_count(0)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        if (wide := int(page.evaluate("document.documentElement.scrollWidth"))) > width:
            found.append(f"{wide} pixels of {width}")
    unseen: list[str] = page.evaluate(UNSEEN)
    return found + unseen


def _with_drawer(chat: Chat) -> Chat:
    chat.page.get_by_role("button", name="Show or hide the conversations").tap()
    expect(chat.page.locator("#sidebar")).to_be_in_viewport()
    return chat


def test_the_buttons_of_an_answer_with_versions_stand_in_one_line(site: Site, arrive: Arrive) -> None:
    phone = arrive(site, **{**TOUCH, "viewport": {"width": 360, "height": 740}})
    chat = phone.log_in(site.person("Alice")).ask("Hello", "echo").ends().retry().ends()
    buttons = chat.answer.locator(".answer-foot button:visible")
    expect(buttons).to_have_count(10)
    assert len({button.bounding_box()["y"] for button in buttons.all()}) == 1  # type: ignore[index]
