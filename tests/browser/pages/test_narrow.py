"""A telephone: 390 pixels, light and dark."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Visitor
from tests.browser.conftest import Arrive
from tests.browser.hostile import TEXTS
from tests.browser.provider import TALE
from tests.browser.site import Site

PHONE = {"width": 390, "height": 844}
WIDE = f"""# {"A-heading-without-a-break" * 10}

{"averylongword" * 60} https://example.com/{"a-path/" * 60}

| {"column | " * 20}
|{"---|" * 20}
| {"a cell | " * 20}

```
{"code " * 100}
```

$${"x + " * 200} y$$
"""
# What sticks out of the page on its right side.
OVER = """() => [...document.querySelectorAll("body *")]
    .filter((element) => document.documentElement.scrollWidth > innerWidth
        && element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 120))"""
# The relation of the brightness of text and page, as WCAG reckons it.
CONTRAST = """element => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const light = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
            .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let behind = element;
    while (behind.parentElement && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)")
        behind = behind.parentElement;
    const [low, high] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor]
        .map(light).sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}"""
PATHS = [
    "/",
    "/account/",
    "/account/password/",
    "/account/chats/",
    "/documents/",
    "/collections/",
    "/people/",
]
PATHS += ["/assistants/", "/assistants/new/", "/nowhere/"]
Scheme = Literal["light", "dark"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_telephone(site: Site, arrive: Arrive, scheme: Scheme) -> None:
    ada = on_a_phone(site, arrive, scheme)
    ada.watch.allow("404 (Not Found)")
    for path in PATHS:
        page = ada.page(path)
        assert_fits(page)
        assert page.locator("h1, h2, p").last.evaluate(CONTRAST) > 4.5
    page = ada.page("/documents/product/")
    page.locator("main li a").first.click()
    expect(page.locator(".block").first).to_be_visible()
    assert_fits(page)
    pages = page.get_by_role("navigation", name="Pages").get_by_role("link")
    assert [link.inner_text() for link in pages.all()] == [
        "Chat",
        "Documents",
        "Assistants",
        "People",
        "Account",
    ]
    for link in pages.all():
        expect(link).to_be_in_viewport(ratio=1)
    stranger = arrive(site, viewport=PHONE, color_scheme=scheme)
    assert_fits(stranger.page("/account/login/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_message_is_wider_than_a_telephone(site: Site, arrive: Arrive, scheme: Scheme) -> None:
    chat = on_a_phone(site, arrive, scheme).ask(WIDE, "echo").ends()
    for text in (TALE, TEXTS["html"]):
        assert_fits(chat.page)
        chat.ask(text).ends()
    assert_fits(chat.page)
    assert chat.answer.locator("[data-slot=text]").evaluate(CONTRAST) > 4.5


def test_the_conversations_are_a_drawer_on_a_telephone(site: Site, arrive: Arrive) -> None:
    ada = on_a_phone(site, arrive, "light")
    ada.ask("Hello", "echo").ends()
    chat = ada.chat()
    sidebar = chat.page.locator("#sidebar")
    expect(sidebar).not_to_be_in_viewport()
    button = chat.page.get_by_role("button", name="Show or hide the conversations")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(sidebar).to_be_in_viewport()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert_fits(chat.page)
    chat.page.keyboard.press("Escape")
    expect(sidebar).not_to_be_in_viewport()
    button.click()
    chat.rows.first.get_by_role("link").click()
    chat.ready().shows("Hello")
    expect(sidebar).not_to_be_in_viewport()


def on_a_phone(site: Site, arrive: Arrive, scheme: Scheme) -> Visitor:
    visitor = arrive(site, viewport=PHONE, color_scheme=scheme, has_touch=True, is_mobile=True)
    return visitor.log_in(site.person("Ada", "admin"))


def assert_fits(page: Page) -> None:
    assert page.evaluate(OVER) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
