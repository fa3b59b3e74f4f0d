"""Alice's script in front of real server processes, with a scripted provider behind them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from chatapp.upstream.scripted.provider import ScriptedProvider
from tests.api.calling import text_of
from tests.api.stage import COMPLETIONS
from tests.servers.processes import RunManage, Serve
from tests.timeouts import TIMEOUT

OWN = {"SECRET_KEY": "only for the tests of processes"}

# Run in `manage.py shell`: an account, a key, and models at the scripted provider.
_FURNISH = """
import json
from chatapp.accounts import keys
from chatapp.accounts.models import User
from chatapp.providers.models import Model, Provider
alice = User.objects.create_user("alice@example.com", "a password of hers", name="Alice")
provider = Provider.objects.create(name="Scripted", base_url={url!r})
for name in {names!r}:
    Model.objects.create(provider=provider, name=name)
texts = [keys.make(alice, "a script", requests_per_minute=limit, actor=None)[1] for limit in (None, 3)]
print("furnished", json.dumps(texts))
"""


_TELL = """
    CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NOTIFY metered; RETURN NULL; END $$;
    CREATE TRIGGER tell AFTER INSERT ON usage_usagerecord EXECUTE FUNCTION tell();
"""


class Remote:
    """`limited` is a key with three requests per minute, `key` one without a limit."""

    def __init__(self, database: str, scripted: ScriptedProvider, key: str, limited: str) -> None:
        self.database = database
        self.scripted = scripted
        self.key = key
        self.limited = limited

    @asynccontextmanager
    async def client(self, server: Serve, key: str = "") -> AsyncIterator[httpx.AsyncClient]:
        headers = {"authorization": f"Bearer {key or self.key}", "content-type": "application/json"}
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=server.url, headers=headers, timeout=TIMEOUT, limits=limits, trust_env=False
        ) as client:
            yield client

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        with psycopg.connect(self.database, row_factory=dict_row) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def row(self, statement: str, *values: Any) -> dict[str, Any]:
        (row,) = self.rows(statement, *values)
        return row

    @contextmanager
    def metering(self) -> Iterator[Callable[[], None]]:
        """Inside: a function that returns when something was written into the ledger."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(_TELL)
            connection.execute("LISTEN metered")

            def wait() -> None:
                assert next(connection.notifies(timeout=TIMEOUT, stop_after=1), None), "nothing was metered"

            yield wait

    def ended(self) -> dict[str, Any]:
        """The only attempt, with its row of the ledger."""
        return self.row(
            "SELECT c.status, c.finished_at, u.status AS counted, u.estimated, u.prompt_tokens, u.completion_tokens"
            " FROM completions_completion c JOIN usage_usagerecord u ON u.completion_id = c.id"
        )


class Reading:
    """A streamed answer on its way to a client."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.received = b""
        self._pieces = response.aiter_raw()

    async def until(self, words: str) -> None:
        while words not in text_of(self.received):
            self.received += await anext(self._pieces)

    async def rest(self) -> bytes:
        async for piece in self._pieces:
            self.received += piece
        return self.received


def asked(model: str, content: str = "Hello", **parameters: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": content}], **parameters}


@asynccontextmanager
async def streaming(client: httpx.AsyncClient, model: str, content: str = "Hello") -> AsyncIterator[Reading]:
    async with client.stream("POST", COMPLETIONS, json=asked(model, content, stream=True)) as response:
        yield Reading(response)


async def furnish(database: str, scripted: ScriptedProvider, run_manage: RunManage, *names: str) -> Remote:
    code = _FURNISH.format(url=scripted.base_url, names=names)
    manage = run_manage("shell", "-v", "0", "-c", code, DATABASE_URL=database, **OWN)
    key, limited = json.loads(manage.line_with("furnished ").removeprefix("furnished "))
    return Remote(database, scripted, key, limited)
