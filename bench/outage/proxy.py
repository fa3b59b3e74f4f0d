"""What stands between the servers and their Postgres, so that it can be taken away."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from enum import Enum
from pathlib import Path


class Kind(Enum):
    """`REFUSED`: connections end and none is taken. `HANGING`: nothing is answered any more, and what was sent
    meanwhile arrives in the end. `LOST`: the same, and no old connection survives it."""

    REFUSED = "refused"
    HANGING = "hanging"
    LOST = "lost"


class Proxy:
    """Listens on 127.0.0.1, hands on to a Unix socket."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._flows = asyncio.Event()
        self._flows.set()
        self._connections: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def take_away(self, kind: Kind) -> None:
        self._flows.clear()
        if kind is Kind.REFUSED:
            await self.close()

    async def bring_back(self, kind: Kind) -> None:
        if kind is Kind.LOST:
            self._drop()
        self._flows.set()
        if kind is Kind.REFUSED:
            await self.open()

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.close()
        self._drop()

    def _drop(self) -> None:
        for connection in tuple(self._connections):
            connection.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        writers = [writer]
        try:
            await self._flows.wait()
            back, forth = await asyncio.open_unix_connection(str(self._target))
            writers.append(forth)
            both = [self._pump(reader, forth), self._pump(back, writer)]
            _, pending = await asyncio.wait(
                [asyncio.ensure_future(each) for each in both], return_when=asyncio.FIRST_COMPLETED
            )
            for pump in pending:
                pump.cancel()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            for each in writers:
                each.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
