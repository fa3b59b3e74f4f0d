"""Scripts that stream, and pages that follow their answers from whichever process is there."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from bench.nginx import HOST, Proxy
from chatapp.upstream.scripted.scripts.text import numbered

from .tally import Tally

_SENT_AWAY = 1012
_SPREAD_SECONDS = 0.2
_PAUSE_SECONDS = 0.5


async def script(proxy: Proxy, tally: Tally, key: str, model: str, words: int, over: asyncio.Event) -> None:
    """One stream after the other; nothing is asked again here."""
    headers = {"host": HOST, "authorization": f"Bearer {key}"}
    body = {"model": model, "stream": True, "messages": [{"role": "user", "content": "Go on."}]}
    async with httpx.AsyncClient(
        base_url=proxy.url, verify=proxy.trust, headers=headers, timeout=60, trust_env=False
    ) as client:
        while not over.is_set():
            tally.calls += 1
            try:
                answer = await client.post("/v1/chat/completions", json=body)
            except httpx.HTTPError as error:
                tally.errors[f"call: {error!r}"] += 1
                continue
            if answer.status_code != 200 or not answer.content.endswith(b"data: [DONE]\n\n"):
                tally.errors[f"call: {answer.status_code} {answer.text[-200:]}"] += 1
            tally.whole("call", _content(answer.text), numbered(words))


def _content(stream: str) -> str:
    events = [json.loads(line[6:]) for line in stream.split("\n\n") if line.startswith("data: {")]
    choices = [choice for event in events for choice in event.get("choices", ())]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


class Page:
    """One chat after the other, each one question and its answer."""

    def __init__(self, proxy: Proxy, tally: Tally, cookie: str, model: int, words: int) -> None:
        self._proxy, self._tally = proxy, tally
        self._cookie, self._model, self._words = cookie, model, words
        self._last = 0.0
        self._away = False
        self._begin()

    async def run(self, over: asyncio.Event) -> None:
        while not over.is_set():
            try:
                async with self._connected() as socket:
                    await self._follow(socket, over)
            except ConnectionClosed as closed:
                sent_away = closed.rcvd is not None and closed.rcvd.code == _SENT_AWAY
                if sent_away:
                    self._tally.sent_away += 1
                else:
                    self._tally.errors[f"socket: {closed}"] += 1
                self._away = bool(self._text)
                await asyncio.sleep(random.random() * (_SPREAD_SECONDS if sent_away else _PAUSE_SECONDS))
            except (WebSocketException, OSError) as error:
                self._tally.errors[f"socket: {error!r}"] += 1
                await asyncio.sleep(_PAUSE_SECONDS)

    def _connected(self) -> connect:
        return connect(
            f"wss://{HOST}/ws/", host="127.0.0.1", port=self._proxy.port, ssl=self._proxy.trust,
            origin=Origin(f"https://{HOST}"), additional_headers={"Cookie": self._cookie},
            max_size=None, proxy=None,
        )  # fmt: skip

    def _begin(self) -> None:
        self._asked = {
            "type": "send", "client_id": uuid4().hex, "conversation": None, "parent": None, "model": self._model,
            "parts": [{"type": "text", "text": "Go on."}],
        }  # fmt: skip
        self._turn, self._seq, self._text = "", -1, ""

    async def _follow(self, socket: ClientConnection, over: asyncio.Event) -> None:
        while not over.is_set():
            frame = json.loads(await socket.recv())
            match frame["type"]:
                case "hello" if self._turn:
                    await self._send(socket, type="resync", turn=self._turn)
                case "hello":
                    await self._send(socket, **self._asked)
                case "sent":
                    self._turn = frame["turn"]
                case "error":
                    self._tally.errors[f"chat: {frame['code']}"] += 1
                case "snapshot" if frame["turn"]["id"] == self._turn:
                    body = frame["messages"][-1]["body"] if len(frame["messages"]) > 1 else {}
                    self._show(body.get("content") or "", frame["seq"])
                    await self._end(socket, frame["turn"])
                case "events" if frame["turn"] == self._turn:
                    await self._take(socket, frame)

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        if frame["after"] != self._seq:
            await self._send(socket, type="resync", turn=self._turn)
            return
        text = "".join(event["text"] for event in frame["events"] if event["t"] == "content")
        self._show(self._text + text, frame["seq"])
        for event in frame["events"]:
            if event["t"] == "end":
                await self._end(socket, event["turn"])

    def _show(self, text: str, seq: int) -> None:
        now = time.monotonic()
        if len(text) > len(self._text):
            if self._away:
                self._tally.mutes.append(now - self._last)
                self._away = False
            self._last = now
        self._text, self._seq = text, seq

    async def _end(self, socket: ClientConnection, turn: dict[str, Any]) -> None:
        if turn["status"] in ("queued", "running"):
            return
        self._tally.answers += 1
        if turn["status"] != "done":
            self._tally.errors[f"chat: {turn['status']}"] += 1
        self._tally.whole("chat", self._text, numbered(self._words))
        self._away = False
        self._begin()
        await self._send(socket, **self._asked)

    async def _send(self, socket: ClientConnection, **frame: Any) -> None:
        # It may be closing: what was not confirmed is sent again on the next one.
        with suppress(ConnectionClosed):
            await socket.send(json.dumps(frame))
