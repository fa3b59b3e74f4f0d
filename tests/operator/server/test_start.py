"""What a start says, prepares and refuses."""

import os
import socket
from pathlib import Path

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from tests.servers.processes import RunManage, StartServer
from tests.timeouts import TIMEOUT

pytestmark = pytest.mark.processes

KEY = "only for the tests of processes"


def test_nonsense_ends_the_start_with_one_sentence(run_manage: RunManage) -> None:
    serve = run_manage("serve", PORT="abc")
    assert serve.wait() == 2
    assert serve.lines == ['PORT is "abc": set it to a whole number from 1 to 65535.\n']


def test_a_port_that_cannot_be_is_refused_before_anything_is_made(
    run_manage: RunManage, tmp_path: Path
) -> None:
    serve = run_manage("serve", "--port", "80000", SECRET_KEY=KEY)
    assert serve.wait() == 2
    assert serve.lines == ['--port is "80000": set it to a whole number from 0 to 65535.\n']
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["65536", "-1", "abc", "", "8" * 5000])
def test_a_port_is_a_number_that_a_port_can_have(port: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        call_command("serve", "--port", port)
    assert str(refused.value) == f'--port is "{port}": set it to a whole number from 0 to 65535.'


def test_an_address_that_no_provider_can_have_is_refused_before_the_start(run_manage: RunManage) -> None:
    refused = run_manage("serve", OPENAI_BASE_URL="localhost:11434", SECRET_KEY=KEY)
    assert refused.wait() == 2
    [sentence] = refused.lines
    assert sentence.startswith("OPENAI_BASE_URL cannot be used. The base URL starts with https://")


def test_a_database_that_does_not_answer_is_named_without_its_password(run_manage: RunManage) -> None:
    url = "postgresql://x:geheim@127.0.0.1:1/x"
    serve = run_manage("serve", "--port", "0", DATABASE_URL=url, SECRET_KEY=KEY)
    assert serve.wait() == 2
    assert "The database behind DATABASE_URL cannot be reached" in serve.lines[-1]
    assert "geheim" not in serve.output
    assert "Traceback" not in serve.output


def test_a_port_in_use_is_named(run_manage: RunManage, process_database: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        serve = run_manage("serve", "--port", port, DATABASE_URL=process_database, SECRET_KEY=KEY)
        assert serve.wait() == 2
    assert f"Port {port} of 127.0.0.1 is in use" in serve.output


def test_the_link_for_the_first_admin_is_shown_while_there_is_none(
    start_server: StartServer, run_manage: RunManage, process_database: str
) -> None:
    first = start_server()
    link = first.lines[-1].split()[-1]
    assert httpx.get(link, timeout=TIMEOUT).status_code == 200
    first.stop()
    run_manage(
        "createsuperuser",
        "--noinput",
        DATABASE_URL=process_database,
        SECRET_KEY=KEY,
        DJANGO_SUPERUSER_EMAIL="alice@example.com",
        DJANGO_SUPERUSER_PASSWORD="a long password of Alice's",
    ).wait()
    second = start_server()
    assert second.lines[-1] == f"Server is up at {second.url}\n"
    assert httpx.get(link.replace(first.url, second.url), timeout=TIMEOUT).status_code == 404


def test_servers_that_start_at_once_prepare_an_empty_database_once(
    run_manage: RunManage, empty_database: str
) -> None:
    both = [run_manage("serve", "--port", "0", DATABASE_URL=empty_database, SECRET_KEY=KEY) for _ in range(2)]
    for serve in both:
        serve.line_with("Server is up")
    assert sum("Preparing the database" in serve.output for serve in both) == 1


def test_the_env_file_is_read_and_the_environment_wins(run_manage: RunManage, tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("TIME_ZONE=Europe/Berlin\nPORT=1234\n")
    shown = run_manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from django.conf import settings; print(settings.TIME_ZONE, settings.PORT)",
        CHATAPP_ENV_FILE=str(file),
        PORT="4321",
    )
    assert shown.wait() == 0
    assert shown.output == "Europe/Berlin 4321\n"


def test_an_env_file_that_was_named_and_is_not_there_is_missed(run_manage: RunManage, tmp_path: Path) -> None:
    missing = tmp_path / "chatapp.env"
    check = run_manage("check", CHATAPP_ENV_FILE=str(missing))
    assert check.wait() == 2
    assert check.lines == [
        f"CHATAPP_ENV_FILE names {missing}, which does not exist: make it, or unset the variable.\n"
    ]


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read (Is a directory)"), (b"\xff\xfe", "is not a text in UTF-8")]
)
def test_an_env_file_that_is_no_text_is_refused(
    run_manage: RunManage, tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "env"
    file.mkdir() if content is None else file.write_bytes(content)
    check = run_manage("check", CHATAPP_ENV_FILE=str(file))
    assert check.wait() == 2
    [sentence] = check.lines
    assert words in sentence


def test_the_documented_production_settings_pass_the_deployment_check(
    run_manage: RunManage, process_database: str
) -> None:
    check = run_manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DATABASE_URL=process_database,
        SECRET_KEY=os.urandom(32).hex(),
        PUBLIC_URL="https://chat.example.org",
        TRUST_PROXY="1",
    )
    assert check.wait() == 0, check.output
    assert "no issues" in check.output


def test_an_unsafe_production_is_told_what_to_set(run_manage: RunManage, process_database: str) -> None:
    check = run_manage(
        "check", "--deploy", DATABASE_URL=process_database, METRICS_TOKEN="x", ALLOWED_HOSTS="*"
    )
    assert check.wait() == 0
    for name in ("PUBLIC_URL=https://", "ALLOWED_HOSTS", "SECRET_KEY", "METRICS_TOKEN"):
        assert name in check.output


def test_a_command_that_needs_no_database_starts_none(run_manage: RunManage, tmp_path: Path) -> None:
    assert run_manage("check").wait() == 0
    assert not (tmp_path / "data" / "postgres").exists()
