"""What watchers of the server are told."""

from collections.abc import Iterator

import httpx
import pytest
from django.test import Client
from pytest_django import Settings

from chatapp.web.server.lifecycle import Lifecycle, State, lifecycle
from tests.servers.processes import Serve
from tests.timeouts import TIMEOUT

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
HERE = {"Host": "127.0.0.1:8000"}


@pytest.fixture
def ready() -> Iterator[None]:
    before = lifecycle.state
    lifecycle.state = State.READY
    yield
    lifecycle.state = before


def test_healthz_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_probe_is_not_sent_to_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/account/login/").status_code == 301


def test_a_probe_may_use_any_host_name(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/account/login/", headers={"host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.django_db
def test_a_server_that_starts_is_not_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "reasons": ["the server is starting"]}


@pytest.mark.django_db
@pytest.mark.usefixtures("ready")
def test_a_server_without_a_living_runner_is_not_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["the runner of this process has lost its heartbeat"]


@pytest.mark.processes
def test_a_server_is_ready_when_it_says_that_it_is_up(standing_server: Serve) -> None:
    answer = httpx.get(f"{standing_server.url}/readyz", timeout=TIMEOUT)
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": []})


@pytest.mark.processes
def test_requests_are_counted(standing_server: Serve) -> None:
    httpx.get(f"{standing_server.url}/healthz", timeout=TIMEOUT)
    counted = httpx.get(f"{standing_server.url}/metrics", timeout=TIMEOUT).text
    assert 'chatapp_http_requests_total{method="GET",status="200"} ' in counted


@pytest.mark.processes
def test_no_header_of_a_client_moves_the_pages(standing_server: Serve) -> None:
    answer = httpx.get(f"{standing_server.url}/", headers={"Daphne-Root-Path": "/elsewhere"}, timeout=TIMEOUT)
    assert answer.headers["location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("token", "extra", "headers", "status"),
    [
        ("", {}, HERE, 200),
        ("", {}, {"Host": "localhost"}, 200),
        ("", {"REMOTE_ADDR": "::1"}, {"Host": "[::1]:8000"}, 200),
        ("", ELSEWHERE, HERE, 403),
        ("", {}, {**HERE, "X-Forwarded-For": "192.0.2.7"}, 403),
        # A page of a stranger, open in a browser on this machine, whose name was made to lead to 127.0.0.1.
        ("", {}, {"Host": "rebound.example.org"}, 403),
        ("", {}, {"Host": "127.0.0.1.example.org"}, 403),
        ("", {}, {"Host": ""}, 403),
        ("a secret", {}, HERE, 403),
        ("a secret", ELSEWHERE, {"Authorization": "Bearer a secret"}, 200),
        ("a secret", ELSEWHERE, {"Authorization": "Bearer another"}, 403),
    ],
)
def test_metrics_are_for_this_machine_or_for_who_has_the_token(
    client: Client,
    settings: Settings,
    token: str,
    extra: dict[str, str],
    headers: dict[str, str],
    status: int,
) -> None:
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers=headers, **extra).status_code == status  # type: ignore[arg-type]


def test_a_server_that_drains_never_becomes_ready_again() -> None:
    server = Lifecycle()
    server.enter(State.READY)
    server.enter(State.DRAINING)
    with pytest.raises(ValueError, match="draining cannot become ready"):
        server.enter(State.READY)


@pytest.mark.processes
def test_what_strangers_ask_for_in_vain_is_not_worth_a_line_in_the_log(standing_server: Serve) -> None:
    assert httpx.get(f"{standing_server.url}/wp-login.php", timeout=TIMEOUT).status_code == 404
    httpx.get(f"{standing_server.url}/healthz", timeout=TIMEOUT)
    assert "wp-login" not in standing_server.output


def test_the_icon_is_found_where_browsers_look_for_it(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/icons/logo.svg"
