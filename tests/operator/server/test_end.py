"""How a server ends, and what it leaves."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.servers.processes import RunManage, Serve, StartServer
from tests.timeouts import TIMEOUT

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_server_ends_at_once_without_a_word_of_alarm(
    start_server: StartServer, process_database: str, number: signal.Signals
) -> None:
    server = start_server()
    server.send(number)
    assert server.wait() == 0
    assert "Traceback" not in server.output
    assert "ERROR" not in server.output
    assert "WARNING" not in server.output
    # It counts as silent from now on, at a moment that Python can read.
    with psycopg.connect(process_database) as connection:
        row = connection.execute("SELECT heartbeat_at FROM conversations_runner").fetchone()
    assert row
    assert row[0] < datetime.now(UTC) - timedelta(days=1)


# It announces itself before its loop runs.
_ENDED_AT_ONCE = """
import os, signal
from chatapp.web.server import event_loop
loop = event_loop.install()
from chatapp.web.server.process import ServerProcess
end = lambda host, port: os.kill(os.getpid(), signal.SIGTERM)
print("ended:", ServerProcess(loop, "127.0.0.1", 0, end).run())
"""


def test_a_signal_that_comes_before_the_loop_runs_ends_it(
    process_database: str, run_manage: RunManage
) -> None:
    variables = {"DATABASE_URL": process_database, "SECRET_KEY": "only for the tests of processes"}
    server = run_manage("shell", "-v", "0", "-c", _ENDED_AT_ONCE, **variables)
    server.line_with("ended: True")
    assert server.wait() == 0


def test_two_servers_on_one_data_folder_of_a_long_name_share_its_postgres(
    made_folder: Path, tmp_path: Path
) -> None:
    # Its name is too long for the path of a socket.
    data = _copy(made_folder, tmp_path / ("long " * 30).strip())
    with _serving(data) as first, _serving(data) as second:
        assert first.stop() == 0
        assert httpx.get(f"{second.url}/readyz", timeout=TIMEOUT).json() == {"ready": True, "reasons": []}
        assert second.stop() == 0
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_postgres_ends_with_the_next_server_after_one_was_killed(made_folder: Path, tmp_path: Path) -> None:
    data = _copy(made_folder, tmp_path / "data")
    with _serving(data) as killed:
        killed.kill()
    assert (data / "postgres" / "postmaster.pid").exists()
    with _serving(data) as following:
        assert following.stop() == 0
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_an_embedded_postgres_that_was_killed_is_started_again(made_folder: Path, tmp_path: Path) -> None:
    data = _copy(made_folder, tmp_path / "data")
    with _serving(data) as server:
        os.kill(int((data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        server.line_with("The embedded Postgres had ended and was started again")
        server.line_with("The database is back")
        assert httpx.get(f"{server.url}/readyz", timeout=TIMEOUT).json() == {"ready": True, "reasons": []}
        assert httpx.get(f"{server.url}/account/login/", timeout=TIMEOUT).status_code == 200
        assert server.output.count("The database is away") == 1
        assert "Traceback" not in server.output
        assert "psycopg.pool" not in server.output
        assert server.stop() == 0
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_a_database_that_was_made_halfway_is_made_again(tmp_path: Path) -> None:
    draft = tmp_path / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with _serving(tmp_path) as server:
        assert (tmp_path / "postgres" / ".s.PGSQL.5432").is_socket()
        assert (tmp_path / "postgres").stat().st_mode & 0o077 == 0, "others could connect"
        assert server.stop() == 0
    assert not draft.exists()


def test_a_language_of_the_machine_changes_nothing(run_manage: RunManage) -> None:
    statement = "select upper('ä'), 'a' < 'B'"
    code = f"from django.db import connection as c; k = c.cursor(); k.execute({statement!r}); print(k.fetchone())"
    shown = run_manage("shell", "-v", "0", "-c", code, LC_ALL="xx_YY.UTF-8", PGPORT="1", PGUSER="nobody")
    assert shown.wait() == 0, shown.output
    assert shown.lines[-1] == "('Ä', False)\n"


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database has all its tables; nothing runs on it."""
    data = tmp_path_factory.mktemp("made")
    with _serving(data) as server:
        assert server.stop() == 0
    return data


def _copy(made: Path, data: Path) -> Path:
    """With the owners of its files, which Postgres insists on."""
    subprocess.run(["cp", "-a", str(made), str(data)], check=True)
    return data


@contextmanager
def _serving(data: Path) -> Iterator[Serve]:
    """A server with the embedded database, which ends with its last server."""
    server = Serve(data, {})
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
