"""API keys on the account page, and the page with the lines to paste."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chat import Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def test_a_key_is_made_copied_and_revoked(alice: Visitor) -> None:
    alice.context.grant_permissions(CLIPBOARD)
    page = alice.page("/account/")
    page.get_by_label("What is it for?").fill("nightly report")
    page.get_by_role("button", name="Make a key").click()
    text = page.get_by_label("The key", exact=True).input_value()
    assert re.fullmatch(r"sk-chatapp-[\w-]{43}", text)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == text
    page.goto(f"{alice.site.url}/account/")
    assert text not in page.content()
    row = page.locator(".row").filter(has_text="nightly report")
    expect(row).to_contain_text(f"{text[:16]}… · made")
    page.get_by_role("button", name="Revoke nightly report").click()
    asked = page.get_by_role("dialog", name="Revoke “nightly report”?")
    expect(asked.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    page.get_by_role("button", name="Revoke nightly report").click()
    asked.get_by_role("button", name="Revoke the key").click()
    expect(page.get_by_role("status")).to_contain_text("“nightly report” is revoked")
    page.get_by_text("Keys that open nothing any more").click()
    expect(row).to_contain_text("Revoked")


def test_what_a_key_may_do_is_narrowed_by_hand(alice: Visitor) -> None:
    model = alice.site.model("echo")
    page = alice.page("/account/")
    day = page.get_by_label("At the end of")
    expect(day).to_be_hidden()
    page.get_by_label("Expires").select_option("On a day…")
    day.fill("2099-12-31")
    page.get_by_label("What is it for?").fill("limited")
    page.get_by_text("Limit what it may do").click()
    page.get_by_label(model).check()
    page.get_by_label("Requests per minute").fill("0")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_label("The key", exact=True)).to_have_count(
        0
    )  # The browser itself asks for 1 or more.
    page.get_by_label("Requests per minute").fill("60")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_label("The key", exact=True)).to_be_visible()
    row = page.locator(".row").filter(has_text="limited")
    expect(row).to_contain_text("expires 31 December 2099")
    expect(row).to_contain_text(f"Only {model} · 60 requests per minute")


def test_an_error_is_shown_where_it_is_also_in_the_folded_part(alice: Visitor) -> None:
    page = alice.page("/account/")
    page.locator("form.key-form").evaluate("form => form.noValidate = true")
    alice.watch.allow("422")
    page.get_by_label("What is it for?").fill("wrong")
    page.get_by_text("Limit what it may do").click()
    page.get_by_label("Requests per minute").fill("0")
    page.get_by_role("button", name="Make a key").click()
    field = page.get_by_label("Requests per minute")
    expect(field).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("What is it for?")).to_have_value("wrong")


def test_the_lines_to_paste_are_coloured_copied_and_chosen_by_language(alice: Visitor) -> None:
    alice.context.grant_permissions(CLIPBOARD)
    page = alice.page("/account/script/")
    expect(shown(page).locator(".hljs-string").first).to_have_text(f'"{alice.site.url}/v1"')
    shown(page).get_by_role("button", name="Copy").first.click()
    expect(shown(page).get_by_role("button", name="Copied")).to_be_visible()
    assert (
        page.evaluate("() => navigator.clipboard.readText()")
        == shown(page).locator("code").nth(1).inner_text()
    )
    page.get_by_role("tab", name="Python").press("ArrowLeft")
    expect(page.get_by_role("tab", name="curl")).to_be_focused()
    expect(shown(page)).to_contain_text(f"curl {alice.site.url}/v1/chat/completions")
    page.reload()
    expect(page.get_by_role("tab", name="curl")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="JavaScript").click()
    expect(shown(page)).to_contain_text('import OpenAI from "openai"')
    expect(page.get_by_role("tabpanel")).to_have_count(1)


def test_another_model_is_filled_in_where_the_page_is(alice: Visitor) -> None:
    names = [alice.site.model("echo"), alice.site.model("words")]
    page = alice.page("/account/script/")
    page.get_by_role("tab", name="curl").click()
    choice = page.get_by_label("Model")
    expect(page.get_by_role("button", name="Fill in")).to_be_hidden()
    for name in names:
        choice.select_option(name)
        expect(shown(page)).to_contain_text(f'"model": "{name}"')
    expect(page.get_by_role("tab", name="curl")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tablist")).to_have_count(1)
    page.reload()
    expect(choice).to_have_value(names[-1])
    expect(shown(page)).to_contain_text(f'"model": "{names[-1]}"')


def test_without_scripts_all_lines_are_there(site: Site, arrive: Arrive) -> None:
    name = site.model("echo")
    alice = arrive(site, java_script_enabled=False).log_in(site.person("Alice"))
    page = alice.page("/account/script/")
    for language in ("Python", "JavaScript", "curl"):
        expect(page.get_by_role("heading", name=language, exact=True)).to_be_visible()
    expect(page.get_by_text("import OpenAI from").first).to_be_visible()
    page.get_by_label("Model").select_option(name)
    page.get_by_role("button", name="Fill in").click()
    expect(page.get_by_text(f'model: "{name}"').first).to_be_visible()


@pytest.mark.parametrize("path", ["/account/", "/account/script/"])
def test_on_a_phone_nothing_is_wider_than_the_page(site: Site, arrive: Arrive, path: str) -> None:
    site.model("echo:a-model-with-a-name-that-is-much-longer-than-a-phone-is-wide")
    alice = arrive(site, viewport={"width": 390, "height": 844}).log_in(site.person("Alice"))
    page = alice.page(path)
    if path == "/account/":
        page.get_by_text("Limit what it may do").click()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390


def shown(page: Page) -> Locator:
    return page.get_by_role("tabpanel")
