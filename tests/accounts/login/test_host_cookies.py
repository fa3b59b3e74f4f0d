"""Cookies that no neighbour can plant, and people who were logged in before they had their prefix."""

from collections.abc import Callable
from http.cookies import Morsel

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.live.authentication import LogIn, caller
from tests.cast import PASSWORD
from tests.engine import Person

SESSION, FORMS = "__Host-sessionid", "__Host-csrftoken"


@pytest.fixture
def prefix(settings: Settings) -> Callable[[], None]:
    """The server is started anew behind https."""

    def begin() -> None:
        settings.HOST_PREFIX = "__Host-"
        settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = SESSION, FORMS
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True

    return begin


def test_a_log_in_sets_cookies_that_browsers_take_for_this_host_only(
    client: Client, alice: User, prefix: Callable[[], None]
) -> None:
    prefix()
    client.get("/account/login/")
    client.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    assert client.cookies.keys() == {SESSION, FORMS}
    for cookie in client.cookies.values():
        _is_for_this_host(cookie)


def test_who_was_logged_in_before_stays_so_under_the_new_name(
    client: Client, alice: User, prefix: Callable[[], None]
) -> None:
    client.force_login(alice)
    key = client.cookies["sessionid"].value
    prefix()
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.cookies[SESSION].value == key
    _is_for_this_host(answer.cookies[SESSION])
    del client.cookies["sessionid"]
    assert client.get("/").status_code == 200


def test_a_form_that_was_open_meanwhile_is_taken(alice: User, prefix: Callable[[], None]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.get("/")
    token = browser.cookies["csrftoken"].value
    prefix()
    renamed = browser.post("/account/", {"name": "Alice", "csrfmiddlewaretoken": token})
    assert renamed.status_code != 403
    assert renamed.cookies[FORMS].value == token


def test_a_session_of_now_under_the_old_name_was_planted(alice: User, prefix: Callable[[], None]) -> None:
    prefix()
    neighbour, victim = Client(), Client()
    neighbour.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    victim.cookies["sessionid"] = neighbour.cookies[SESSION].value
    _is_sent_to_log_in(victim.get("/"))


def test_a_session_of_before_is_taken_over_once(
    client: Client, alice: User, prefix: Callable[[], None]
) -> None:
    client.force_login(alice)
    prefix()
    client.get("/")
    other = Client()
    other.cookies["sessionid"] = client.cookies[SESSION].value
    _is_sent_to_log_in(other.get("/"))


@pytest.mark.anyio
async def test_a_page_that_stayed_open_gets_its_socket_back(
    alice_online: Person, prefix: Callable[[], None]
) -> None:
    prefix()
    earlier = alice_online.browser.cookies["sessionid"].value
    hers = LogIn(alice_online.user.pk, earlier)
    for name, log_in in (("sessionid", hers), (SESSION, hers), ("other", None)):
        assert await caller({"headers": [(b"cookie", f"{name}={earlier}".encode())]}) == log_in


def _is_for_this_host(cookie: "Morsel[str]") -> None:
    assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (True, "/", "")


def _is_sent_to_log_in(answer: HttpResponse) -> None:
    assert answer.headers["Location"].startswith("/account/login/")
