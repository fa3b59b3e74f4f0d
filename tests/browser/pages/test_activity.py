"""What Alice's scripts asked, as she reads it in the browser."""

import json
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from openai import OpenAI
from playwright.sync_api import Locator, Page, expect

from tests.browser.answers.test_hostile_text import RUNS
from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.hostile import TEXTS
from tests.browser.site import Site
from tests.browser.stage import Stage

FORBIDDEN = (
    "script, style, link, meta, base, iframe, object, embed, form, input, textarea, select, dialog, video, template,"
    " chat-app, [style]:not(.katex *), [srcset], [name]"
)


@dataclass
class Scripter:
    """Somebody with a browser and a key."""

    visitor: Visitor
    email: str
    client: OpenAI

    def ask(self, text: str, script: str = "echo", **parameters: Any) -> str:
        """A stored call. Returns its id."""
        model = self.visitor.site.model(script)
        messages: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}]
        call = self.client.chat.completions.create(
            **{"model": model, "messages": messages, "store": True, **parameters}
        )
        return str(call.id)

    def page(self, call: str = "") -> Page:
        return self.visitor.page(f"/activity/{call}/" if call else "/activity/")


@pytest.fixture
def scripter(site: Site, arrive: Arrive, stage: Stage) -> Scripter:
    return stage.run(_scripter, site, arrive)


def _scripter(site: Site, arrive: Arrive, **options: Any) -> Scripter:
    email = site.person("Alice")
    client = OpenAI(base_url=f"{site.url}/v1", api_key=site.api_key(email), max_retries=0)
    return Scripter(arrive(site, **options).log_in(email), email, client)


def test_the_first_minute_leads_to_the_lines_to_paste(scripter: Scripter) -> None:
    chat = scripter.visitor.chat()
    chat.page.locator(".user-button").click()
    chat.page.get_by_role("link", name="API activity").click()
    expect(chat.page.get_by_role("heading", name="No script has called yet")).to_be_visible()
    chat.page.get_by_role("link", name="Use it from a script").click()
    expect(chat.page).to_have_url(f"{scripter.visitor.site.url}/account/script/")


def test_a_call_is_found_read_and_continued_as_a_chat(scripter: Scripter) -> None:
    scripter.ask("# A heading\n\nand **bold** words", metadata={"run": "nightly"})
    page = scripter.page()
    row = page.locator("tbody tr")
    for shown in ("done", "stored", "nightly report"):
        expect(row).to_contain_text(shown)
    row.click()
    expect(page.get_by_text("metadata.run")).to_be_visible()
    answer = page.locator(".spoken-assistant")
    expect(answer.locator("strong")).to_have_text("bold")
    expect(page.locator(".spoken-user")).to_contain_text("**bold**")

    page.get_by_role("button", name="Continue as a chat").click()
    chat = Chat(scripter.visitor, page).ready()
    expect(page.locator(".instructions")).to_contain_text("Instructions")
    expect(chat.answer.locator("strong")).to_have_text("bold")
    chat.ask("And further?").ends()
    expect(chat.answers).to_have_count(2)


def test_the_lines_for_a_terminal_are_copied_with_this_servers_address(scripter: Scripter) -> None:
    call = scripter.ask("Hello")
    scripter.visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = scripter.page(call)
    for language, beginning in (("curl", f"curl {scripter.visitor.site.url}/v1/"), ("Python", "import os")):
        button = page.get_by_role("button", name=f"Copy as {language}", exact=True)
        button.click()
        # It says "Copied" meanwhile, as the one before it may still do.
        expect(button).to_have_count(0)
        copied = str(page.evaluate("() => navigator.clipboard.readText()"))
        assert copied.startswith(beginning)
        assert "Be brief." in copied
        assert "sk-chatapp" not in copied


def test_deleting_is_asked_twice_and_leaves_no_word(scripter: Scripter) -> None:
    page = scripter.page(scripter.ask("Something secret"))
    page.locator("summary", has_text="Delete stored content").press("Enter")
    page.get_by_role("button", name="Delete for good").press("Enter")
    expect(page.get_by_role("heading", name="Content deleted")).to_be_visible()
    assert "Something secret" not in page.content()


def test_what_is_not_stored_says_so(scripter: Scripter) -> None:
    page = scripter.page(scripter.ask("Hello", store=False, temperature=0.5))
    expect(page.get_by_role("heading", name="Content not kept")).to_be_visible()
    expect(page.get_by_text("The request did not say")).to_be_visible()
    expect(page.get_by_text("temperature")).to_be_visible()
    assert "Hello" not in page.content()


@pytest.mark.parametrize("kind", TEXTS)
def test_hostile_content_runs_nothing_and_loads_nothing(scripter: Scripter, kind: str) -> None:
    page = scripter.page(scripter.ask(f"The beginning of it\n\n{TEXTS[kind]}"))
    for fold in page.locator(".spoken details.fold").all():
        fold.evaluate("fold => fold.open = true")
    expect(page.locator(".spoken-assistant")).to_contain_text("The beginning of it")
    for drawn in page.locator(".spoken-message").all():
        assert drawn.locator(FORBIDDEN).count() == 0
        assert drawn.evaluate(RUNS) == []
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.body.localName") == "body"


def test_megabytes_of_text_are_folded_and_the_page_stays_small(scripter: Scripter) -> None:
    call = scripter.ask("word " * 1_000_000)
    page = scripter.page(call)
    summary = page.locator(".spoken-user summary")
    expect(summary).to_contain_text("5,000,000 characters")
    summary.press("Enter")
    expect(page.locator(".spoken-user")).to_contain_text("4,900,000 more characters")
    assert len(page.content()) < 1_500_000
    sent = scripter.visitor.context.request.get(f"{scripter.visitor.site.url}/activity/{call}/request.json")
    assert len(json.loads(sent.body())["messages"][1]["content"]) == 5_000_000


@pytest.mark.parametrize("colour", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 900, 1440])
def test_no_width_has_anything_sticking_out(
    site: Site, arrive: Arrive, width: int, colour: Literal["light", "dark"]
) -> None:
    wide = {"viewport": {"width": width, "height": 844}, "color_scheme": colour}
    scripter = _scripter(site, arrive, **wide)
    call = scripter.ask("word" * 300 + "\n\n| a | b |\n|---|---|\n| " + "cell " * 50 + " | c |")
    for page in (scripter.page(), scripter.page(call)):
        for fold in page.locator("details").all():
            fold.evaluate("fold => fold.open = true")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_older_calls_come_below_and_the_keyboard_goes_on_there(scripter: Scripter) -> None:
    scripter.visitor.site.calls(scripter.email, 45)
    page = scripter.page()
    rows = page.locator("tbody tr:not(.calls-end)")
    expect(rows).to_have_count(40)
    page.get_by_role("link", name="Older calls").press("Enter")
    expect(rows).to_have_count(45)
    expect(rows.nth(40).get_by_role("link")).to_be_focused()
    assert page.url.endswith("/activity/")


def test_a_filter_is_chosen_with_the_keyboard_and_stays_in_the_address(scripter: Scripter) -> None:
    scripter.ask("Hello", metadata={"run": "1"})
    scripter.ask("Hello")
    page = scripter.page()
    rows: Locator = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    page.locator("summary", has_text="Filter").press("Enter")
    page.get_by_label("Metadata").fill("run=1")
    page.get_by_label("Metadata").press("Enter")
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Clear").click()
    expect(rows).to_have_count(2)
