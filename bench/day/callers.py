"""Those who ask: pages over the socket, scripts over `/v1`."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import httpx
from websockets.exceptions import WebSocketException

from bench.outage.house import Server
from bench.socket import Socket, socket
from tests.page import Page

from .cases import Call

_STAY_SECONDS = 1.2


@dataclass(frozen=True)
class Callers:
    """`models`: ids by name, for the chats."""

    cookies: list[str]
    key: str
    models: dict[str, int]

    async def ask(self, call: Call, server: Server) -> bool:
        """False: the server went away meanwhile."""
        try:
            if call.case.embeds:
                await self._embed(call, server)
            else:
                await (self._chat(call, server) if call.case.chat else self._script(call, server))
        except (WebSocketException, httpx.TransportError, OSError):
            return False
        return True

    async def _chat(self, call: Call, server: Server) -> None:
        async with socket(server.url, self.cookies[call.number % len(self.cookies)]) as line:
            sent = await line.ask(call.question, model=self.models[call.case.model])
            assert sent["type"] == "sent", sent
            await self._followed(line, sent["turn"], stopped=call.case.leaves)

    async def _followed(self, line: Socket, turn: str, *, stopped: bool) -> None:
        page = Page()
        if stopped:
            with suppress(TimeoutError):
                async with asyncio.timeout(_STAY_SECONDS):
                    await page.watch(line, turn)
            await line.send("stop", turn=turn)
        await page.watch(line, turn)

    async def _script(self, call: Call, server: Server) -> None:
        body = {
            "model": call.case.model,
            "messages": [{"role": "user", "content": call.question}],
            "stream": call.case.stream,
            "store": call.number % 2 == 0,
            "metadata": {"call": str(call.number)},
            **call.case.fields,
        }
        async with self._client() as client:
            asked = client.post(f"{server.url}/v1/chat/completions", json=body)
            with suppress(TimeoutError):
                async with asyncio.timeout(_STAY_SECONDS if call.case.leaves else None):
                    await asked

    async def _embed(self, call: Call, server: Server) -> None:
        # It has no metadata: a parameter that the ledger's completion keeps says which call it is.
        body = {"model": call.case.model, "input": [call.question, call.question], "seed": call.number}
        async with self._client() as client:
            await client.post(f"{server.url}/v1/embeddings", json=body)

    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.AsyncClient(timeout=120, headers=headers, trust_env=False)
