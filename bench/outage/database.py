"""A Postgres that goes away and comes back."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.rows import dict_row

from chatapp.embedded.server import OPTIONS, Server

from .proxy import Kind, Proxy


class Database:
    """Whoever uses it has a way of their own to it. What is asked here is asked past all of them."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ways: list[Proxy] = []

    async def way(self) -> str:
        """A new one's address."""
        proxy = Proxy(self._server.socket / ".s.PGSQL.5432")
        await proxy.open()
        self._ways.append(proxy)
        return f"postgresql://postgres@127.0.0.1:{proxy.port}/postgres"

    async def take_away(self, kind: Kind, *, alone: bool = False) -> None:
        """`alone`: only the first way is cut off; Postgres itself goes on."""
        for way in self._ways[:1] if alone else self._ways:
            await way.take_away(kind)
        if kind is Kind.REFUSED and not alone:
            await asyncio.to_thread(self._server.leave)

    async def bring_back(self, kind: Kind, *, alone: bool = False) -> None:
        if kind is Kind.REFUSED and not alone:
            await asyncio.to_thread(self._server.start)
        for way in self._ways[:1] if alone else self._ways:
            await way.bring_back(kind)

    async def close(self) -> None:
        for way in self._ways:
            await way.close()
        await asyncio.to_thread(self._server.leave)

    async def rows(self, statement: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        where = f"postgresql://postgres@/postgres?host={quote(str(self._server.socket), safe='')}&port=5432"
        connection = await psycopg.AsyncConnection.connect(where, row_factory=dict_row)
        async with connection:
            return await (await connection.execute(statement, values)).fetchall()  # type: ignore[arg-type]


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    """With a folder of its own, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="chatapp-bench-") as folder:
        # The embedded database of root runs as somebody else, who has to get in.
        os.chmod(folder, 0o711)  # noqa: PTH101 (a path of trio's or anyio's would be a thread for this)
        server = Server(Path(folder) / "postgres", {**OPTIONS, "fsync": "off"})
        await asyncio.to_thread(server.start)
        own = Database(server)
        try:
            yield own
        finally:
            await own.close()
