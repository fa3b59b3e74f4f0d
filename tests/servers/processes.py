"""Real server processes, started as an operator starts them, on databases of their own."""

import asyncio
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tests.timeouts import TIMEOUT

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONWARNINGS")


class Manage:
    """`manage.py …` as a child, with an environment that holds nothing of ours but what the test says."""

    def __init__(self, data: Path, variables: dict[str, str], *arguments: str) -> None:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        own = {"CHATAPP_ENV_FILE": os.devnull, "CHATAPP_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**kept, **own, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._unread: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def line_with(self, words: str) -> str:
        """Wait for a line of output that contains `words`."""
        while (line := self._unread.get(timeout=TIMEOUT)) is not None:
            if words in line:
                return line
        raise AssertionError(f'No "{words}" in:\n{self.output}')

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self) -> int:
        """The status, after all output has been read."""
        status = self.process.wait(TIMEOUT)
        while self._unread.get(timeout=TIMEOUT) is not None:
            continue
        self._unread.put(None)
        return status

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stdout:
            for line in stdout:
                self.lines.append(line)
                self._unread.put(line)
        self._unread.put(None)


class Serve(Manage):
    """A server on this port, or any free one; made when it listens."""

    def __init__(self, data: Path, variables: dict[str, str], port: int = 0) -> None:
        super().__init__(data, variables, "serve", "--port", str(port))
        try:
            words = self.line_with("Server is up").split()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        address = urlsplit(next(word for word in words if word.startswith("http")))
        self.url = f"{address.scheme}://{address.netloc}"

    def stop(self) -> int:
        """In order, by SIGTERM."""
        self.send(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        self.wait()


class StartServer(Protocol):
    def __call__(self, **variables: str) -> Serve: ...


class RunManage(Protocol):
    def __call__(self, *arguments: str, **variables: str) -> Manage: ...


async def two(start_server: StartServer, **variables: str) -> list[Serve]:
    """Two servers on one database."""
    return await asyncio.gather(*(asyncio.to_thread(start_server, **variables) for _ in range(2)))


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables, to copy."""
    name = f"chatapp_template_{secrets.token_hex(4)}"
    _admin("CREATE DATABASE {} TEMPLATE template0", name)
    data = tmp_path_factory.mktemp("template")
    variables = {"DATABASE_URL": _url(name), "SECRET_KEY": "only for the tests of processes"}
    manage = Manage(data, variables, "migrate", "--verbosity", "0")
    assert manage.wait() == 0, manage.output
    return name


@pytest.fixture
def empty_database() -> Iterator[str]:
    with made_database() as address:
        yield address


@pytest.fixture
def process_database(migrated_database: str) -> Iterator[str]:
    """The address of a database of its own for the server processes of one test."""
    with made_database(migrated_database) as address:
        yield address


@pytest.fixture
def start_server(process_database: str, tmp_path: Path) -> Iterator[StartServer]:
    """Starts servers on one database, which have ended when the test has."""
    started: list[Serve] = []

    def start(**variables: str) -> Serve:
        own = {"DATABASE_URL": process_database, "SECRET_KEY": "only for the tests of processes"}
        server = Serve(tmp_path / "data", {**own, **variables})
        started.append(server)
        return server

    yield start
    for server in started:
        server.process.kill()
        server.wait()


@pytest.fixture(scope="session")
def standing_server(migrated_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """One server for all tests that only look."""
    with made_database(migrated_database) as address:
        variables = {"DATABASE_URL": address, "SECRET_KEY": "only for the tests of processes"}
        server = Serve(tmp_path_factory.mktemp("standing"), variables)
        yield server
        server.process.kill()
        server.wait()


@pytest.fixture
def run_manage(tmp_path: Path) -> Iterator[RunManage]:
    """Runs `manage.py` with these variables and no others of ours."""
    started: list[Manage] = []

    def run(*arguments: str, **variables: str) -> Manage:
        manage = Manage(tmp_path / "data", variables, *arguments)
        started.append(manage)
        return manage

    yield run
    for manage in started:
        manage.process.kill()
        manage.wait()


@contextmanager
def made_database(template: str = "template0") -> Iterator[str]:
    """The address of a copy of this database, by default an empty one, which is gone afterwards."""
    name = f"chatapp_{secrets.token_hex(4)}"
    _admin("CREATE DATABASE {} TEMPLATE {}", name, template)
    yield _url(name)
    _drop(name)


def _drop(name: str) -> None:
    """What WITH (FORCE) does, which a plain role is refused while autovacuum is at the database."""
    _admin("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(_END, {"database": name, "wait_ms": TIMEOUT * 1000})
    _admin("DROP DATABASE {}", name)


def _admin(statement: str, *names: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def _url(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


_END = """
    SELECT pg_terminate_backend(pid, timeout => %(wait_ms)s)
    FROM pg_stat_activity WHERE datname = %(database)s AND usename = current_user
"""
