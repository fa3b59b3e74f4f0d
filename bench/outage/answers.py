"""The answers of a round, as those see them who asked: chats over the socket, calls of the API that are stored."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

from chatapp.upstream.scripted.scripts.text import numbered
from tests.page import Line, Page

from .house import Server
from .provider import MODEL


@dataclass
class Answer:
    """`turn` or `completion` is set when it has begun, `shown` when it has ended for who asked."""

    server: Server
    count: int
    rate: float
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    turn: str = ""
    completion: str = ""
    shown: str = ""

    @property
    def question(self) -> str:
        return f"{self.count}@{self.rate}"

    @property
    def text(self) -> str:
        return numbered(self.count)


class _Socket(Line):
    def __init__(self, connection: ClientConnection) -> None:
        super().__init__()
        self._connection = connection

    async def send_text(self, text: str) -> None:
        await self._connection.send(text)

    async def receive_text(self) -> str:
        return await self._connection.recv(decode=True)


async def chat(answer: Answer, cookie: str) -> None:
    address = answer.server.url.replace("http", "ws") + "/ws/"
    async with connect(
        address, origin=answer.server.url, additional_headers={"Cookie": cookie}, max_size=None, proxy=None
    ) as connection:  # type: ignore[arg-type]
        socket = _Socket(connection)
        fields = {"client_id": uuid4().hex, "conversation": None, "parent": None, "model": None}
        await socket.send("send", parts=[{"type": "text", "text": answer.question}], **fields)
        answer.turn = (await socket.next("sent"))["turn"]
        page = await Page().until(socket, "word3 ")
        answer.begun.set()
        answer.shown = (await page.watch(socket, answer.turn)).text


async def call(answer: Answer, key: str) -> None:
    body = {
        "model": MODEL,
        "messages": [{"role": "user", "content": answer.question}],
        "stream": True,
        "store": True,
    }
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        httpx.AsyncClient(timeout=None, headers=headers) as client,
        client.stream("POST", f"{answer.server.url}/v1/chat/completions", json=body) as response,
    ):
        response.raise_for_status()
        shown = ""
        async for line in response.aiter_lines():
            if line == "data: [DONE]":
                answer.shown = shown
            elif line.startswith("data: "):
                chunk = json.loads(line[6:])
                answer.completion = chunk.get("id", "")
                shown += _content(chunk)
                if "word3 " in shown:
                    answer.begun.set()


async def stored(answer: Answer, key: str) -> str:
    """The text of the stored completion, empty where there is none."""
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as client:
        found = await client.get(f"{answer.server.url}/v1/chat/completions/{answer.completion}")
    if found.status_code != httpx.codes.OK:
        return ""
    text: str = found.json()["choices"][0]["message"]["content"]
    return text


def _content(chunk: dict[str, Any]) -> str:
    return "".join(choice["delta"].get("content") or "" for choice in chunk.get("choices", []))
