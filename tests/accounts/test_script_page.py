"""The page "Use it from a script": what it shows is this server's, and works when it is pasted."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape

import httpx
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chatapp.accounts.models import User
from chatapp.providers.models import Model, Provider
from chatapp.web.accounts.samples import clients
from tests.cast import PASSWORD
from tests.clients.running import MODULES, ROOT
from tests.servers.processes import RunManage, StartServer
from tests.timeouts import TIMEOUT

EMAIL = "alice@example.com"


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def model(name: str, *, default: bool = False, chat: bool = True) -> None:
    provider, _ = Provider.objects.get_or_create(name="Somewhere", base_url="https://example.com/v1")
    Model.objects.create(provider=provider, name=name, is_default=default, chat=chat)


def samples(page: str) -> list[tuple[str, str]]:
    """Language and code of each block of the page, as a click on *Copy* gives it."""
    found = re.findall(r'<code data-slot="code"\s+class="language-(\w+)">(.*?)</code>', page, re.DOTALL)
    return [(language, unescape(code)) for language, code in found]


def test_it_shows_the_servers_address_and_the_model_of_the_next_chat(browser: Client) -> None:
    model("another")
    model("gpt-5-mini", default=True)
    page = browser.get("/account/script/").content.decode()
    shown = samples(page)
    assert shown[0][1].startswith("export OPENAI_BASE_URL=http://testserver/v1\n")
    assert len(shown) == 10
    assert all("http://testserver/v1" in code and "sk-chatapp-" not in code for _, code in shown[1:])
    assert all('"gpt-5-mini"' in code for _, code in shown[1:])


def test_it_fills_in_the_model_that_was_chosen(browser: Client) -> None:
    for name in ("first", "second"):
        model(name)
    model("embeddings", chat=False)
    for wanted, given in (("second", "second"), ("embeddings", "first"), ("nonsense", "first")):
        page = browser.get("/account/script/", {"model": wanted}).content.decode()
        assert f'model="{given}"' in samples(page)[1][1]
        assert f'<option value="{given}" selected>' in page
        assert "embeddings" not in page


def test_it_has_the_name_that_the_team_uses(browser: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://chat.example.org"
    page = browser.get("/account/script/").content.decode()
    assert "export OPENAI_BASE_URL=https://chat.example.org/v1\n" in unescape(page)


def test_without_a_model_it_says_what_to_wait_for(browser: Client) -> None:
    Model.objects.all().delete()
    page = browser.get("/account/script/").content.decode()
    assert "There are no models yet" in page
    assert len(samples(page)) == 1


def test_the_account_and_the_menu_lead_there(browser: Client) -> None:
    for path in ("/account/", "/"):
        assert 'href="/account/script/"' in browser.get(path).content.decode()


def test_who_is_not_logged_in_does_not_see_it(client: Client, db: None) -> None:
    assert client.get("/account/script/")["Location"].startswith("/account/login/")


def test_an_odd_name_of_a_model_stays_one_text_in_every_language() -> None:
    name = 'it\'s "odd" $(echo) `x` \\n é'
    python, javascript, curl = (client.samples[0].code for client in clients("http://localhost/v1", name))
    (call,) = (
        node for node in ast.walk(ast.parse(python)) if isinstance(node, ast.Call) and len(node.keywords) == 2
    )
    assert ast.literal_eval(call.keywords[0].value) == name
    # A JSON text is one of JavaScript, too.
    assert json.loads(javascript.split("model: ")[1].split(",\n")[0]) == name
    body = ran(["bash", "-c", 'curl() { printf %s "${@: -1}"; }\n' + curl], {})
    assert json.loads(body)["model"] == name


@pytest.fixture
def shown(start_server: StartServer, run_manage: RunManage, process_database: str) -> tuple[str, str]:
    """The page of a server where nothing is set up, and a key: the built-in model answers."""
    server = start_server()
    variables = {"DATABASE_URL": process_database, "SECRET_KEY": "only for the tests of processes"}
    person = {"DJANGO_SUPERUSER_EMAIL": EMAIL, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    assert run_manage("createsuperuser", "--noinput", **variables, **person).wait() == 0
    made = run_manage("createapikey", EMAIL, "--name", "a script", **variables)
    assert made.wait() == 0, made.output
    with httpx.Client(base_url=server.url, follow_redirects=True, timeout=TIMEOUT) as browser:
        browser.get("/account/login/")
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post("/account/login/", data=form)
        return browser.get("/account/script/").text, made.output.strip()


@pytest.mark.processes
@pytest.mark.parametrize("language", ["python", "javascript", "bash"])
def test_what_it_shows_runs_when_it_is_pasted(shown: tuple[str, str], language: str) -> None:
    page, key = shown
    if language == "bash" and shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    codes = [code for kind, code in samples(page)[1:] if kind == language]
    ask, stream, stored = (ran([*runner(language), code], {"OPENAI_API_KEY": key}) for code in codes)
    assert "built-in" in ask
    assert "built-in" in stream
    assert "chatcmpl-" in stored
    if language != "bash":
        assert ask == stream


@pytest.mark.processes
def test_two_values_in_the_environment_are_enough(shown: tuple[str, str]) -> None:
    page, key = shown
    [url] = re.findall(r"OPENAI_BASE_URL=(\S+)", samples(page)[0][1])
    code = "from openai import OpenAI; print(*sorted(model.id for model in OpenAI().models.list()))"
    listed = ran([sys.executable, "-c", code], {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": url})
    assert listed == "assistant/default built-in\n"


def runner(language: str) -> list[str]:
    """What runs the code that comes after it; the Node is the one of the browser tests."""
    if language == "python":
        return [sys.executable, "-c"]
    if language == "bash":
        return ["bash", "-e", "-c"]
    node = next((ROOT / ".venv").glob("lib/*/site-packages/playwright/driver/node"))
    return [str(node), "--input-type=module", "--eval"]


def ran(command: list[str], variables: dict[str, str]) -> str:
    environment = {"PATH": os.environ["PATH"], **variables}
    done = subprocess.run(
        command,
        cwd=MODULES.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
