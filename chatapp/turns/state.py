"""The state of a turn: the fold of its numbered events. The events are documented in docs/protocol.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from chatapp.wire.accumulate.text import TextBuffer
from chatapp.wire.json.jsontext import dumps

Event = dict[str, Any]

# Events that append a text to a field of the current message's body.
_TEXTS = {"content": "content", "reasoning": "reasoning_content", "refusal": "refusal"}


class TurnState:
    """What a follower shows of a turn at `seq`.

    Texts grow in lists of pieces and are joined on demand, so that an event costs the same however long
    the answer is.
    """

    def __init__(self, turn: dict[str, Any], messages: Iterable[dict[str, Any]] = (), seq: int = 0) -> None:
        self.turn = turn
        self.seq = seq
        self._messages = list(messages)
        self._pieces: defaultdict[str, TextBuffer] = defaultdict(TextBuffer)
        self._arguments: defaultdict[int, TextBuffer] = defaultdict(TextBuffer)

    def apply(self, events: Iterable[Event], seq: int | None = None) -> None:
        """Fold events in. Each counts one, unless they were coalesced: then `seq` says where they end."""
        count = 0
        for event in events:
            count += 1
            field = _TEXTS.get(event["t"])
            if field is not None:
                self._pieces[field].append(event["text"])
            else:
                self._apply_other(event)
        self.seq = self.seq + count if seq is None else seq

    def snapshot(self) -> bytes:
        """The `snapshot` frame."""
        return dumps({"type": "snapshot", "turn": self.turn, "seq": self.seq, "messages": self.messages})

    def as_events(self) -> list[Event]:
        """Events that lead from what was asked to what the turn is now."""
        timing = {"t": "timing", "first_token_ms": self.turn["first_token_ms"]}
        written = written_by(self.messages, self.turn["parent"])
        return [
            {"t": "status", "status": self.turn["status"]},
            {"t": "notice", "notice": self.turn["notice"]},
            *([timing] if timing["first_token_ms"] is not None else []),
            *({"t": "message", "message": deepcopy(each)} for each in written),
        ]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All messages of the turn in order, texts joined."""
        self._join()
        return self._messages

    @property
    def current(self) -> dict[str, Any]:
        """The body of the current message, texts joined."""
        self._join()
        body: dict[str, Any] = self._messages[-1]["body"]
        return body

    def _apply_other(self, event: Event) -> None:
        match event["t"]:
            case "tool_call":
                self._apply_tool_call(event)
            case "message":
                self._join()
                # A copy: the event may still be on its way to the log, and texts are joined into the body here.
                self._messages.append({**event["message"], "body": dict(event["message"]["body"])})
            case "set":
                self._messages[-1]["body"][event["field"]] = event["value"]
            case "thought":
                self._messages[-1]["reasoning_ms"] = event["ms"]
            case "timing":
                self.turn["first_token_ms"] = event["first_token_ms"]
            case "status" | "notice" as name:
                self.turn[name] = event[name]
            case "end":
                self.turn = event["turn"]

    def _apply_tool_call(self, event: Event) -> None:
        calls: list[dict[str, Any]] = self._messages[-1]["body"].setdefault("tool_calls", [])
        index = event["index"]
        while len(calls) <= index:
            calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        call = calls[index]
        call["id"] = event["id"] or call["id"]
        call["type"] = event["type"] or call["type"]
        call["function"]["name"] = event["name"] or call["function"]["name"]
        self._arguments[index].append(event["arguments"])

    def _join(self) -> None:
        if self._pieces:
            body = self._messages[-1]["body"]
            for field, pieces in self._pieces.items():
                body[field] = (body.get(field) or "") + str(pieces)
            self._pieces.clear()
        if self._arguments:
            calls = self._messages[-1]["body"]["tool_calls"]
            for index, pieces in self._arguments.items():
                calls[index]["function"]["arguments"] += str(pieces)
            self._arguments.clear()


def written_by(messages: Sequence[dict[str, Any]], parent: str) -> list[dict[str, Any]]:
    """Of the messages of a turn those below what it answers; what was asked with it comes before them."""
    asked = next((place for place, message in enumerate(messages, 1) if message["id"] == parent), 0)
    return list(messages[asked:])


def coalesce(events: list[Event]) -> list[Event]:
    """The same events with neighbouring texts joined: as few as possible, the fold unchanged."""
    if len(events) < 2:
        return events
    joined: list[Event] = []
    texts: list[str] = []
    for event in events:
        last = joined[-1] if joined else None
        if last is not None and event["t"] in _TEXTS and last["t"] == event["t"]:
            texts.append(event["text"])
            continue
        if texts:
            _close(joined, texts)
        joined.append(dict(event))
        texts = [event["text"]] if event["t"] in _TEXTS else []
    _close(joined, texts)
    return joined


def _close(joined: list[Event], texts: list[str]) -> None:
    if joined and len(texts) > 1:
        joined[-1]["text"] = "".join(texts)
