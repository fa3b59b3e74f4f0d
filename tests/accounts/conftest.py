"""What the tests of accounts share: browsers, a race, and an ear for what other processes hear."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from chatapp.accounts.models import User
from chatapp.accounts.signals.session_notify import CHANNEL
from tests.cast import PASSWORD
from tests.timeouts import TIMEOUT


@pytest.fixture(autouse=True)
def fresh_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Limits are kept in a table that outlives a test which really commits."""
    yield
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("django_db_blocker").unblock()
        cache.clear()
        request.getfixturevalue("django_db_blocker").restore()


@pytest.fixture
def enter() -> Callable[..., Client]:
    """A browser in which this person has logged in by the page."""

    def entered(user: User, password: str = PASSWORD, agent: str = "") -> Client:
        browser = Client(headers={"user-agent": agent} if agent else None)
        assert log_in(browser, user.email, password).status_code == 302
        return browser

    return entered


@pytest.fixture
def heard(transactional_db: None) -> Iterator[Callable[[], str]]:
    """Waits for the next notification about somebody's sessions, as another process hears it."""
    settings = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(
        **{name: settings[name] for name in names if name in settings}, autocommit=True
    ) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        with closing(ear.notifies(timeout=TIMEOUT)) as notes:
            yield lambda: next(notes).payload


def log_in(browser: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return browser.post("/account/login/", {"login": email, "password": password, **more})


def at_once(act: Callable[[int], Any], times: int = 2) -> list[Any]:
    """What `act(0)`, `act(1)`, ... return when they run at the same time, each with a connection of its own."""
    start = Barrier(times)

    def run(number: int) -> Any:
        try:
            start.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
