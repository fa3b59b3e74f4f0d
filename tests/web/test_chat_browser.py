"""The chat page in a real browser, on a real server, with a provider that does what its model's name says."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.processes import ROOT, RunManage, Serve, copied_database

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PASSWORD = "violet kettle 42"
SECRET = {"SECRET_KEY": "only for the tests of processes"}
MODELS = "JSON.parse(document.getElementById('models').textContent).length"
HOSTILE = """<script>window.hacked = 1</script> <img src=x onerror="window.hacked = 1">
[link](javascript:window.hacked=1) <a href="javascript:window.hacked=1">link</a>
![remote](http://127.0.0.1:9/picture.png) <div style="position:fixed" onclick="window.hacked=1">x</div>
<svg onload="window.hacked=1"></svg><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>
<form action="/account/logout/"><input name="q"><button>Send</button></form>

**bold**"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    command = [sys.executable, "-m", "chatapp.upstream.scripted", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@dataclass(frozen=True)
class Chat:
    """One person's browser on the chat page."""

    page: Page
    server: Serve
    provider: str

    def ask(self, text: str, model: str | None = None) -> None:
        if model:
            self.choose(model)
        self.page.get_by_label("Message", exact=True).fill(text)
        self.page.keyboard.press("Enter")

    def choose(self, model: str) -> None:
        self.page.locator(".models-button").click()
        self.page.get_by_label("Search models").fill(model)
        self.page.get_by_role("option", name=model, exact=True).click()

    def release(self, gate: str) -> None:
        body = json.dumps({"gate": gate}).encode()
        request = urllib.request.Request(
            f"{self.provider.removesuffix('/v1')}/control/release", body, {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request).close()


@pytest.fixture(scope="module")
def database(migrated_database: str) -> Iterator[str]:
    with copied_database(migrated_database) as address:
        yield address


@pytest.fixture(scope="module")
def server(provider: str, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """One server for all tests of this file: each has a person of its own."""
    variables = {"DATABASE_URL": database, "OPENAI_BASE_URL": provider, "OPENAI_API_KEY": "sk-test", **SECRET}
    running = Serve(tmp_path_factory.mktemp("browser"), variables)
    yield running
    running.kill()


@pytest.fixture
def chat(
    browser: Browser, server: Serve, provider: str, database: str, run_manage: RunManage
) -> Iterator[Chat]:
    email = f"{secrets.token_hex(4)}@example.com"
    made = {"DJANGO_SUPERUSER_EMAIL": email, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    assert run_manage("createsuperuser", "--noinput", DATABASE_URL=database, **SECRET, **made).wait() == 0
    context = browser.new_context(base_url=server.url, viewport={"width": 1200, "height": 800})
    context.set_default_timeout(20_000)
    yield Chat(_logged_in(context, email), server, provider)
    context.close()


def _logged_in(context: BrowserContext, email: str) -> Page:
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")
    # The models of the provider are discovered once the server is up.
    while page.locator("chat-app:defined").count() == 0 or page.evaluate(MODELS) < 2:
        page.reload()
    return page


def text_of(page: Page) -> str:
    return str(page.locator("chat-answer markdown-text[data-slot=text]").last.inner_text())


def test_a_question_is_answered_and_stands_there_after_a_reload(chat: Chat) -> None:
    chat.ask("Say this **loudly**", "echo")
    expect(chat.page.locator(".answer-foot")).to_be_visible()
    chat.page.wait_for_url("**/c/*/")
    expect(chat.page.locator(".conversation-link[aria-current]")).to_be_visible()
    before = text_of(chat.page)
    assert "loudly" in before
    chat.page.reload()
    expect(chat.page.locator(".answer-foot")).to_be_visible()
    assert text_of(chat.page) == before


def test_an_answer_goes_on_after_reloads_and_in_a_second_tab(chat: Chat) -> None:
    chat.ask("Count", "gated")
    expect(chat.page.locator("chat-answer [data-slot=text]")).to_contain_text(" ")
    for _ in range(2):
        chat.page.reload()
        expect(chat.page.get_by_role("button", name="Stop the answer")).to_be_visible()
    first = text_of(chat.page)
    second = chat.page.context.new_page()
    second.goto(chat.page.url)
    expect(second.get_by_role("button", name="Stop the answer")).to_be_visible()
    chat.release("gated")
    for page in (chat.page, second):
        expect(page.locator(".answer-foot")).to_be_visible()
    assert text_of(chat.page) == text_of(second)
    assert text_of(chat.page).startswith(first)
    assert len(text_of(chat.page)) > len(first)


def test_stop_in_one_tab_stops_in_all(chat: Chat) -> None:
    chat.ask("Count", "gated")
    expect(chat.page.locator("chat-answer [data-slot=text]")).to_contain_text(" ")
    second = chat.page.context.new_page()
    second.goto(chat.page.url)
    second.get_by_role("button", name="Stop the answer").click()
    for page in (chat.page, second):
        expect(page.get_by_text("You stopped this answer.")).to_be_visible()
    assert text_of(chat.page) == text_of(second)


def test_a_stopped_answer_is_continued_behind_a_seam(chat: Chat) -> None:
    chat.ask("Count", "gated")
    expect(chat.page.locator("chat-answer [data-slot=text]")).to_contain_text(" ")
    chat.page.get_by_role("button", name="Stop the answer").click()
    chat.choose("echo")
    chat.page.get_by_role("button", name="Continue").click()
    expect(chat.page.locator("chat-answer")).to_have_count(2)
    expect(chat.page.locator(".seam").last).to_be_visible()
    chat.page.reload()
    expect(chat.page.locator(".seam").last).to_be_visible()


def test_an_error_stands_in_its_place_and_retry_answers_there(chat: Chat) -> None:
    chat.ask("Please", "cut")
    expect(chat.page.locator(".ending[data-tone=danger]")).to_be_visible()
    chat.choose("echo")
    chat.page.locator(".ending-actions").get_by_role("button", name="Retry").click()
    expect(chat.page.locator(".answer-foot")).to_be_visible()
    expect(chat.page.locator("chat-answer")).to_have_count(1)
    expect(chat.page.locator("chat-question")).to_have_count(1)


def test_hostile_markdown_runs_nothing_and_loads_nothing(chat: Chat) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.on(
        "console", lambda message: complaints.append(message.text) if message.type == "error" else None
    )
    for _ in range(2):
        chat.ask(HOSTILE, "echo")
        expect(chat.page.locator("chat-answer").last.locator("strong", has_text="bold")).to_be_visible()
        expect(chat.page.locator(".answer-foot").last).to_be_visible()
    chat.page.reload()
    expect(chat.page.get_by_role("button", name="Load image from 127.0.0.1:9").first).to_be_visible()
    assert chat.page.evaluate("window.hacked") is None
    assert [url for url in asked if not url.startswith(chat.server.url)] == []
    assert complaints == []
    markup = "chat-answer markdown-text[data-slot=text]"
    assert (
        chat.page.locator(
            f"{markup} :is(script, iframe, form, input, object, [onclick], [onerror], [style])"
        ).count()
        == 0
    )
    for link in chat.page.locator(f"{markup} a[href]").all():
        assert link.get_attribute("href") in ("http://127.0.0.1:9/picture.png",)


def test_what_is_asked_without_a_line_is_sent_once_it_is_back(chat: Chat) -> None:
    chat.choose("echo")
    chat.page.context.set_offline(True)
    chat.page.evaluate("document.querySelector('chat-app').socket.close()")
    chat.ask("Kept in the meantime")
    expect(chat.page.get_by_text("Not sent yet")).to_be_visible()
    chat.page.context.set_offline(False)
    chat.page.reload()
    expect(chat.page.locator(".answer-foot")).to_be_visible()
    expect(chat.page.locator("chat-question")).to_have_count(1)
    expect(chat.page.get_by_text("Not sent yet")).to_be_hidden()


def test_a_draft_outlives_the_page_and_belongs_to_its_chat(chat: Chat) -> None:
    box = chat.page.get_by_label("Message", exact=True)
    box.fill("Half a thought")
    chat.page.reload()
    expect(box).to_have_value("Half a thought")
    chat.ask("Whole", "echo")
    expect(chat.page.locator(".answer-foot")).to_be_visible()
    box.fill("For this chat")
    chat.page.goto("/")
    expect(box).to_have_value("")


def test_a_conversation_is_renamed_in_place_deleted_and_brought_back(chat: Chat) -> None:
    chat.ask("Anything", "echo")
    expect(chat.page.locator(".answer-foot")).to_be_visible()
    row = chat.page.locator("li.conversation").first
    row.hover()
    row.get_by_role("button", name="Rename").click()
    chat.page.keyboard.type("A better title")
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator(".topbar-title")).to_have_text("A better title")
    row.hover()
    row.get_by_role("button", name="Delete").click()
    chat.page.wait_for_url(f"{chat.server.url}/")
    expect(chat.page.locator("li.conversation:visible")).to_have_count(0)
    chat.page.get_by_role("button", name="Undo").click()
    expect(chat.page.locator("li.conversation:visible")).to_have_text("A better title", use_inner_text=True)


def test_shift_enter_breaks_the_line_and_enter_sends(chat: Chat) -> None:
    chat.choose("echo")
    box = chat.page.get_by_label("Message", exact=True)
    box.fill("one")
    box.press("Shift+Enter")
    box.type("two")
    expect(box).to_have_value("one\ntwo")
    box.press("Enter")
    expect(chat.page.locator("chat-question .bubble")).to_have_text("one\ntwo", use_inner_text=True)
