"""The answers of a round, as those see them who asked: chats over the socket, calls of the API that are stored."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.socket import socket
from chatapp.upstream.scripted.scripts.text import numbered
from tests.page import Page

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


async def chat(answer: Answer, cookie: str) -> None:
    async with socket(answer.server.url, cookie) as line:
        answer.turn = (await line.ask(answer.question))["turn"]
        page = await Page().until(line, "word3 ")
        answer.begun.set()
        answer.shown = (await page.watch(line, answer.turn)).text


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
