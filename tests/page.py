"""What a page does: frames over a socket, folded into what it shows, as docs/protocol.md tells it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import Counter
from typing import Any, Self
from uuid import uuid4

EVERY_FRAME = (
    "pong", "subscribed", "sent", "stopping", "snapshot", "events", "conversation", "missed", "context",
    "error",
)  # fmt: skip


def turn_of(frame: dict[str, Any]) -> str:
    """The turn that a `snapshot` or `events` frame is about."""
    turn: str = frame["turn"]["id"] if frame["type"] == "snapshot" else frame["turn"]
    return turn


class Line(ABC):
    """A socket of the page: JSON frames both ways. It acknowledges as the page does, unless told not to."""

    def __init__(self, *, acknowledges: bool = True) -> None:
        self._acknowledges = acknowledges
        self._taken: Counter[str] = Counter()
        self.hello: dict[str, Any] = {}

    @abstractmethod
    async def send_text(self, text: str) -> None: ...

    @abstractmethod
    async def receive_text(self) -> str: ...

    async def send(self, kind: str, **fields: Any) -> None:
        await self.send_text(json.dumps({"type": kind, **fields}, separators=(",", ":")))

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of these types; others are passed over."""
        while True:
            text = await self.receive_text()
            frame: dict[str, Any] = json.loads(text)
            if self._acknowledges and frame["type"] in ("snapshot", "events"):
                await self._acknowledge(frame, len(text.encode()))
            if frame["type"] in kinds:
                return frame

    async def _acknowledge(self, frame: dict[str, Any], size: int) -> None:
        turn = turn_of(frame)
        self._taken[turn] += size
        if self._taken[turn] >= 65_536:
            del self._taken[turn]
            await self.send("ack", turn=turn, seq=frame["seq"])

    async def arrived(self) -> list[dict[str, Any]]:
        """All frames that came until everything was handled that was sent to the server."""
        await self.send("ping", re="arrived")
        frames = [await self.next(*EVERY_FRAME)]
        while frames[-1]["type"] != "pong":
            frames.append(await self.next(*EVERY_FRAME))
        return frames[:-1]

    async def ask(self, text: str, **fields: Any) -> dict[str, Any]:
        """Send a question. Returns the `sent` frame, or the error."""
        fields = {"client_id": uuid4().hex, "conversation": None, "parent": None, "model": None, **fields}
        await self.send("send", parts=[{"type": "text", "text": text}], **fields)
        return await self.next("sent", "error")

    async def answer(self, text: str, **fields: Any) -> Page:
        """Send a question and follow its turn to the end."""
        sent = await self.ask(text, **fields)
        assert sent["type"] == "sent", sent
        return await Page().watch(self, sent["turn"])


class Page:
    """What a page shows of one turn: the fold of the frames, as docs/protocol.md tells it."""

    def __init__(self) -> None:
        self.turn: dict[str, Any] = {"status": ""}
        self.messages: list[dict[str, Any]] = []
        self.seq = -1

    @property
    def ended(self) -> bool:
        return self.turn["status"] in ("done", "stopped", "failed", "interrupted")

    @property
    def text(self) -> str:
        return self.messages[-1]["body"].get("content") or ""

    def take(self, frame: dict[str, Any]) -> bool:
        """Fold a frame in. False: there is a gap, so a snapshot is needed."""
        if frame["type"] == "snapshot":
            self.turn, self.messages, self.seq = frame["turn"], frame["messages"], frame["seq"]
            return True
        if frame["after"] != self.seq:
            return False
        for event in frame["events"]:
            self._apply(event)
        self.seq = frame["seq"]
        return True

    async def watch(self, socket: Line, turn: str) -> Self:
        """Follow until the turn has ended."""
        while not self.ended:
            frame = await socket.next("snapshot", "events")
            if turn == turn_of(frame) and (self.seq >= 0 or frame["type"] == "snapshot"):
                assert self.take(frame), "a frame was lost"
        return self

    async def until(self, socket: Line, words: str) -> Self:
        """Follow until the last message has these words."""
        while not self.messages or words not in self.text:
            assert self.take(await socket.next("snapshot", "events")), "a frame was lost"
        return self

    def _apply(self, event: dict[str, Any]) -> None:
        body = self.messages[-1]["body"] if self.messages else {}
        match event["t"]:
            case "content" | "refusal" as field:
                body[field] = (body.get(field) or "") + event["text"]
            case "reasoning":
                body["reasoning_content"] = (body.get("reasoning_content") or "") + event["text"]
            case "message":
                self.messages.append(event["message"])
            case "set":
                body[event["field"]] = event["value"]
            case "thought":
                self.messages[-1]["reasoning_ms"] = event["ms"]
            case "status" | "notice" as field:
                self.turn[field] = event[field]
            case "timing":
                self.turn["first_token_ms"] = event["first_token_ms"]
            case "end":
                self.turn = event["turn"]
            case "tool_call":
                self._apply_call(body, event)

    def _apply_call(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        calls = body.setdefault("tool_calls", [])
        while len(calls) <= event["index"]:
            calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        call = calls[event["index"]]
        call["id"], call["type"] = event["id"] or call["id"], event["type"] or call["type"]
        call["function"]["name"] = event["name"] or call["function"]["name"]
        call["function"]["arguments"] += event["arguments"]
