"""The chat of a team on real server processes: Alice's browser, a scripted provider, and the rows behind."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts import SCRIPTS
from tests.page import Line
from tests.samples.scripts import OWN
from tests.servers.processes import RunManage, Serve
from tests.timeouts import TIMEOUT

# Run in `manage.py shell`: an account with a session, and models at the scripted provider.
_FURNISH = """
import json
import signal
from django.test import Client
from chatapp.accounts.models import User
from chatapp.providers.models import Model, Provider
alice = User.objects.create_user("alice@example.com", "a password of hers", name="Alice")
browser = Client()
browser.force_login(alice)
provider = Provider.objects.create(name="Scripted", base_url={url!r})
models = {{name: Model.objects.create(provider=provider, name=name).pk for name in {names!r}}}
print("furnished", json.dumps({{"session": browser.cookies["sessionid"].value, "models": models}}))
"""


class RemoteSocket(Line):
    """A socket to a server process."""

    def __init__(self, connection: ClientConnection) -> None:
        super().__init__()
        self._connection = connection

    async def start(self) -> Self:
        self.hello = await self.next("hello")
        return self

    async def send_text(self, text: str) -> None:
        await self._connection.send(text)

    async def receive_text(self) -> str:
        async with asyncio.timeout(TIMEOUT):
            return await self._connection.recv(decode=True)

    async def closed(self) -> int | None:
        """The code with which the server closes; frames before are passed over."""
        try:
            while True:
                await self.receive_text()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


class Team:
    """Alice and her models on one database, whatever servers are on it."""

    def __init__(
        self, database: str, scripted: ScriptedProvider, session: str, models: dict[str, int]
    ) -> None:
        self.database = database
        self.scripted = scripted
        self.models = models
        self.session = session

    @asynccontextmanager
    async def socket(self, server: Serve) -> AsyncIterator[RemoteSocket]:
        """Alice's browser at one of the servers."""
        address = server.url.replace("http", "ws") + "/ws/"
        headers = {"Cookie": f"sessionid={self.session}"}
        async with connect(
            address,
            origin=server.url,  # type: ignore[arg-type]
            additional_headers=headers,
            max_size=None,
            proxy=None,
            open_timeout=TIMEOUT,
            ping_interval=None,
        ) as connection:
            yield await RemoteSocket(connection).start()

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        with psycopg.connect(self.database, row_factory=dict_row) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def row(self, statement: str, *values: Any) -> dict[str, Any]:
        (row,) = self.rows(statement, *values)
        return row

    def cut_all_connections(self) -> None:
        """Those of all servers to the database."""
        cut = self.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        assert cut

    @contextmanager
    def deaf(self, server: Serve) -> Iterator[None]:
        """Inside, nothing that is notified reaches this server, nor will it ever."""
        server.process.send_signal(signal.SIGSTOP)
        try:
            self.cut_all_connections()
            yield
        finally:
            server.process.send_signal(signal.SIGCONT)

    @contextmanager
    def logged(self, words: str) -> Iterator[Callable[[], None]]:
        """Inside: a function that returns when an answer with these words is in the log."""
        with self._notified("chatapp_turns", lambda: self._is_logged(words)) as wait:
            yield wait

    @contextmanager
    def ended(self, turn: str) -> Iterator[Callable[[], None]]:
        """Inside: a function that returns when the turn's end is written."""
        with self._notified("chatapp_conversations", lambda: self._has_ended(turn)) as wait:
            yield wait

    @contextmanager
    def _notified(self, channel: str, is_so: Callable[[], bool]) -> Iterator[Callable[[], None]]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))

            def wait() -> None:
                while not is_so():
                    assert next(connection.notifies(timeout=TIMEOUT, stop_after=1), None), (
                        "nothing was notified"
                    )

            yield wait

    def _is_logged(self, words: str) -> bool:
        payloads = self.rows("SELECT payload FROM conversations_turnevent ORDER BY seq")
        events = [event for row in payloads for event in row["payload"]]
        return words in "".join(event["text"] for event in events if event["t"] == "content")

    def _has_ended(self, turn: str) -> bool:
        row = self.row("SELECT finished_at FROM conversations_turn WHERE id = %s", turn)
        return row["finished_at"] is not None


@pytest.fixture
async def team(process_database: str, run_manage: RunManage) -> AsyncIterator[Team]:
    names = ["gated", "gated-3", "words-5", "words-20000@200", "silence-after-7", "megabyte"]
    async with ScriptedProvider({**SCRIPTS, **OWN}) as scripted:
        code = _FURNISH.format(url=scripted.base_url, names=names)
        own = {"DATABASE_URL": process_database, "SECRET_KEY": "only for the tests of processes"}
        line = run_manage("shell", "-v", "0", "-c", code, **own).line_with("furnished")
        made = json.loads(line.removeprefix("furnished "))
        yield Team(process_database, scripted, made["session"], made["models"])
