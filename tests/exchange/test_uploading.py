"""A file comes in pieces, of its owner alone, and an import that is broken off goes on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.exchange.imports import uploading
from chatapp.exchange.imports.work import ATTEMPTS, is_waiting, work
from chatapp.exchange.models import Import, ImportPart, ImportStatus
from tests.exchange import exports
from tests.exchange.downloads import browser_of
from tests.exchange.importing import upload

pytestmark = pytest.mark.django_db

IMPORTS = "/account/chats/imports/"
CONTENT = exports.as_json([exports.chatgpt()])


def begin(browser: Client, size: int = len(CONTENT)) -> str:
    response = browser.post(IMPORTS, {"name": "conversations.json", "size": size})
    assert response.status_code == 201, response.content
    assert response.json() == {"piece": uploading.PIECE}
    return str(response.headers["Location"])


def send(browser: Client, pieces: str, offset: int, content: bytes) -> int:
    return browser.post(
        f"{pieces}?offset={offset}", content, content_type="application/octet-stream"
    ).status_code


def test_pieces_in_any_order_and_again_are_the_file(alice: User) -> None:
    browser = browser_of(alice)
    pieces = begin(browser)
    middle = len(CONTENT) // 2
    assert send(browser, pieces, middle, CONTENT[middle:]) == 204
    assert send(browser, pieces, middle, CONTENT[middle:]) == 204
    assert not is_waiting()
    assert send(browser, pieces, 0, CONTENT[:middle]) == 204
    assert is_waiting()
    assert "Waits for its turn." in browser.get(IMPORTS).content.decode()
    assert work() == 1
    assert "1 chat taken in." in browser.get(IMPORTS).content.decode()
    assert not ImportPart.objects.exists()


def test_pieces_are_their_owners(alice: User, bob: User) -> None:
    pieces = begin(browser_of(alice))
    assert send(browser_of(bob), pieces, 0, CONTENT) == 404
    assert send(browser_of(bob), f"{IMPORTS}{uuid4()}/pieces/", 0, CONTENT) == 404
    upload(bob, CONTENT, "of Bob.json")
    assert "of Bob.json" not in browser_of(alice).get("/account/chats/").content.decode()


@pytest.mark.parametrize(("offset", "content"), [(-1, b"x"), (1, CONTENT), (0, b""), (10**30, b"x")])
def test_a_piece_that_does_not_fit_is_refused(alice: User, offset: int, content: bytes) -> None:
    browser = browser_of(alice)
    assert send(browser, begin(browser), offset, content) == 400


@pytest.mark.parametrize("size", ["", "x", "0", "-5", "1e9", str(1 << 50)])
def test_a_size_that_cannot_be_is_refused_in_words(alice: User, size: str) -> None:
    response = browser_of(alice).post(IMPORTS, {"name": "a.json", "size": size})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_a_file_above_the_limit_is_refused_before_it_is_sent(alice: User, settings: LazySettings) -> None:
    settings.MAX_IMPORT_BYTES = 3 << 20
    response = browser_of(alice).post(IMPORTS, {"name": "a.json", "size": 4 << 20})
    assert response.content.decode() == "A file of 1 byte to 3 MB can be imported."


def test_one_import_of_a_person_runs_at_a_time(alice: User, bob: User) -> None:
    upload(alice, CONTENT)
    refused = browser_of(alice).post(IMPORTS, {"name": "b.json", "size": 5})
    assert refused.content.decode() == "Another import of yours is running. Wait for its end."
    begin(browser_of(bob))


def test_an_upload_that_was_left_is_given_up_for_the_next(alice: User) -> None:
    browser = browser_of(alice)
    first = begin(browser)
    begin(browser)
    assert send(browser, first, 0, CONTENT) == 404
    Import.objects.update(created_at=timezone.now() - uploading.GIVEN_UP - timedelta(minutes=1))
    assert uploading.remove_given_up() == 1


def test_an_import_whose_process_was_killed_is_begun_again(alice: User) -> None:
    begun = upload(alice, CONTENT)
    Import.objects.update(status=ImportStatus.RUNNING, attempts=1, taken=5, heartbeat_at=timezone.now())
    assert work() == 0
    Import.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert work() == 1
    begun.refresh_from_db()
    assert (begun.status, begun.taken, begun.attempts) == (ImportStatus.DONE, 1, 2)


def test_an_import_that_kills_its_process_each_time_is_given_up(alice: User) -> None:
    begun = upload(alice, CONTENT)
    Import.objects.update(attempts=ATTEMPTS)
    assert work() == 1
    begun.refresh_from_db()
    assert begun.failure == "It was broken off 3 times: the file may be too much for this server."


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    for address in ("/account/chats/", IMPORTS, "/account/chats/export/?format=json"):
        assert client.get(address).headers["Location"].startswith("/account/login/")
