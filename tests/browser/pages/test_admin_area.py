"""Ada, the admin, connects a provider by hand and looks at what was said and used."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from openai import OpenAI
from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.conftest import Arrive
from tests.browser.provider import Provider
from tests.browser.site import Site
from tests.browser.stage import Stage

KEY = "sk-typed-by-ada-0123456789"
LISTS = [
    "conversations/conversation", "conversations/message", "conversations/turn", "conversations/toolcall",
    "completions/completion", "usage/usagerecord", "providers/provider", "providers/model", "accounts/user",
    "accounts/invitation", "accounts/apikey", "accounts/auditentry", "assistants/assistant", "knowledge/collection",
    "knowledge/document",
]  # fmt: skip
MAY_BE_EMPTY = "accounts/invitation", "accounts/apikey", "accounts/auditentry"


@pytest.fixture
def ada(site: Site, arrive: Arrive, stage: Stage) -> Visitor:
    return stage.run(lambda: arrive(site).log_in(site.person("Ada", "admin")))


@pytest.fixture
def guarded() -> Iterator[Provider]:
    """A provider that asks for the key."""
    with Provider(KEY) as provider:
        yield provider


def test_a_provider_added_by_hand_is_chosen_and_answers(
    own_site: Site, arrive: Arrive, guarded: Provider
) -> None:
    ada = arrive(own_site).log_in(own_site.person("Ada", "admin"))
    page = ada.page("/admin/providers/provider/")
    page.get_by_role("link", name="Add provider").click()
    page.get_by_label("Name").fill("Guarded")
    page.get_by_label("Base URL").fill(guarded.base_url)
    page.get_by_label("Key", exact=True).fill("sk-a-wrong-one")
    page.get_by_role("button", name="Save", exact=True).click()
    refused = page.get_by_text("The provider refused the key (401).")
    expect(refused.first).to_be_visible()

    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("Guarded: ").first).to_be_visible()
    page.get_by_role("button", name="Discover models").click()
    expect(page.get_by_text("models are listed").first).to_be_visible()
    assert KEY not in page.content()

    chat = ada.chat()
    chat.ask("Are you connected?", "echo").shows("Are you connected?").ends()
    assert KEY not in chat.page.content()
    for path in ("providers/provider/", "accounts/auditentry/", "completions/completion/"):
        assert KEY not in ada.page(f"/admin/{path}").content()


def test_every_page_of_the_admin_area_opens(ada: Visitor) -> None:
    ada.chat().ask("How do I connect a provider?", "Built-in").ends()
    page = ada.page("/admin/")
    for path in LISTS:
        page.goto(f"{ada.site.url}/admin/{path}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        row = page.locator("#result_list tbody th a").first
        if path not in MAY_BE_EMPTY or row.count():
            page.goto(ada.site.url + str(row.get_attribute("href")))
            expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_completions_are_found_by_their_metadata_and_store_flag(ada: Visitor) -> None:
    ada.ask("What is this?", "echo").ends()
    site, own = ada.site, {"team": f"blue-{uuid4().hex}"}
    with OpenAI(
        base_url=f"{site.url}/v1", api_key=site.api_key(site.person("Alice")), max_retries=0
    ) as client:
        client.chat.completions.create(
            model=site.model("echo"),
            messages=[{"role": "user", "content": "Hello"}],
            store=True,
            metadata=own,
        )
    page = ada.page("/admin/completions/completion/")
    for column in ("Metadata", "Store"):
        expect(page.get_by_role("columnheader", name=column, exact=True)).to_be_visible()
    shown = page.locator("#result_list tbody tr")
    by_metadata = f"{site.url}/admin/completions/completion/?metadata_key=team&metadata_value={own['team']}"
    for flag, count in (("", 1), ("&store__exact=1", 1), ("&store__exact=0", 0)):
        page.goto(by_metadata + flag)
        expect(shown).to_have_count(count)


def test_members_find_no_admin_area(alice: Visitor) -> None:
    alice.watch.allow("404 (Not Found)", "403 (Forbidden)")
    page = alice.page("/admin/completions/completion/")
    expect(page.locator("#result_list")).to_have_count(0)


def test_the_admin_is_set_in_the_products_type(ada: Visitor) -> None:
    page = ada.page("/admin/accounts/user/")
    family = page.locator("body").evaluate("body => getComputedStyle(body).fontFamily")
    assert family.startswith('"Hanken Grotesk"')
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Hanken Grotesk\"'))")
