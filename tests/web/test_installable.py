"""The product as an app of the system."""

import json
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from chatapp.accounts.models import User


def test_the_manifest_names_icons_that_are_there() -> None:
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["display"], manifest["start_url"]) == ("Chatapp", "standalone", "/")
    for icon in manifest["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert isinstance(path, str)
        if icon["type"] == "image/png":
            head = Path(path).read_bytes()[:24]
            size = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
            assert icon["sizes"] == f"{size[0]}x{size[1]}"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_each_page_names_the_manifest_and_the_policy_allows_it(db: None) -> None:
    page = Client().get("/account/login/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
    assert "manifest-src 'self'" in page["Content-Security-Policy"]


def test_the_service_worker_is_asked_for_anew_and_keeps_one_page_with_its_files() -> None:
    worker = Client().get("/service-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker["Cache-Control"]
    (kept,) = re.findall(r"^const KEPT = (\[.*\]);$", worker.text, re.MULTILINE)
    first, *files = json.loads(kept)
    assert first == "/offline/"
    assert all(file.startswith("/static/") for file in files)
    assert sorted(files) == sorted(
        set(re.findall(r'(?:href|src)="(/static/[^"]+)"', Client().get(first).text))
    )


def test_the_page_without_a_network_is_the_same_for_everybody(alice: User) -> None:
    browser = Client()
    browser.force_login(alice)
    answers = [client.get("/offline/") for client in (browser, Client())]
    assert answers[0].content == answers[1].content
    assert not any(answer.cookies for answer in answers)
