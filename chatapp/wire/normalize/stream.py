"""A stream on its way out: server-sent events in the shape that satisfies every document.

The id is ours in every chunk; `created` and `model` are the first ones that came and stay the same. What the
provider sends beside the choices stays, the usage excepted: that goes out once, at the end, where the caller
asked for it. A chunk in which nothing is left is not sent.
"""

import secrets
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.choice import MOST_CHOICES, index_of
from chatapp.wire.accumulate.deltas import Change, OnlyContent
from chatapp.wire.answer.completion import HEAD_KEYS
from chatapp.wire.json.readable import readable_json
from chatapp.wire.normalize.head import created_of, facts_of, rest_of_head
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.normalize.stream_choice import OutgoingChoice
from chatapp.wire.normalize.usage import usage_of
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.error_body import ErrorBody
from chatapp.wire.types.view import text

__all__ = ["OutgoingStream"]

Json = dict[str, Any]

_DONE = b"data: [DONE]\n\n"
_BLOCK = 64
"""Bytes: with obfuscation, the size of an event is a multiple of it."""


class OutgoingStream:
    """`feed` it each chunk that `answer` was fed, `close` it at the end, or send an `error` in the place of the end.

    `obfuscation`: True pads each chunk, False drops the provider's padding, None passes it on. `live_annotations`:
    each goes out as it comes, all but those of the first list with an `index`; else all with the end.
    """

    def __init__(
        self,
        answer: Accumulator,
        identity: Identity,
        *,
        include_usage: bool,
        obfuscation: bool | None,
        live_annotations: bool = False,
    ) -> None:
        self._answer = answer
        self._identity = identity
        self._include_usage = include_usage
        self._obfuscation = obfuscation
        self._live_annotations = live_annotations
        self._choices: dict[int, OutgoingChoice] = {}
        self._indexes: dict[int, int] = {}  # the provider's to ours, where its own is none
        self._head: Json = {}
        self._begun = False
        self._created: Any = None
        self._model = ""
        self._facts: Json = {}
        self._last_facts: tuple[Any, Any] = ("", "")
        self._sent: Json = {}  # of the fields that nobody knows, what went out last
        self._extras: Json = {"provider": identity.provider, "metadata": dict(identity.metadata)}
        self._usage: Any = None
        self._around: tuple[bytes, bytes] | None = None  # the text of a chunk that repeats the last one
        self._held_back: list[Change] = []

    def feed(self, chunk: Chunk | None, changes: list[Change]) -> bytes:
        """The events for a chunk and for what became new by it; empty if nothing can be sent yet.

        None: there is no chunk more, and the changes are what `answer` had held back.
        """
        if chunk is None:
            self._held_back = changes
            return b""
        is_plain = len(changes) == 1 and not self._obfuscation and not self._extras
        if is_plain and type(only := changes[0]) is OnlyContent:
            return self._repeated(chunk.raw, only)
        self._around = None
        return self._events(chunk.raw, changes)

    def close(self, usage: Mapping[str, Any]) -> bytes:
        """All that is missing, and `[DONE]`. `usage` is sent where the provider reported none."""
        rows = [self._choices[index].close(self._held_back) for index in sorted(self._choices)]
        events = [self._event([part]) for parts in rows for part in parts]
        if self._include_usage:
            events.append(self._event([], {"usage": usage_of(self._usage, usage)}))
        elif not self._begun:
            events.append(self._event([]))
        elif any(self._sent.get(key) != value for key, value in self._extras.items()):
            events.append(self._event(self._nothing_new()))
        return b"".join([*events, _DONE])

    @staticmethod
    def error(body: ErrorBody) -> bytes:
        """The event that the official clients raise. No `[DONE]` comes after it."""
        return b"data: %s\n\n" % readable_json(body.to_json())

    def _repeated(self, raw: Mapping[str, Any], only: OnlyContent) -> bytes:
        """The event of a chunk with nothing new but a text: it differs from the last one in that."""
        if self._around is None:
            choice = self._choices[self._index(only.choice)].saying({"content": ""})
            before, _, after = self._event([choice]).rpartition(b'""')
            self._around = before, after
        before, after = self._around
        if self._obfuscation is None and (padding := raw.get("obfuscation")):
            after = b'%b,"obfuscation":%b}\n\n' % (after.removesuffix(b"}\n\n"), readable_json(padding))
        return b"%b%b%b" % (before, readable_json(only.text), after)

    def _events(self, raw: Mapping[str, Any], changes: list[Change]) -> bytes:
        self._see_head(raw)
        rows = self._rows(raw, changes)
        padding = raw.get("obfuscation")
        if not rows:
            return b""
        if len(rows) == 1 and not padding:
            return self._event(rows[0])
        kept = {"obfuscation": padding} if padding and self._obfuscation is not False else {}
        return b"".join([*(self._event(row) for row in rows[:-1]), self._event(rows[-1], kept)])

    def _see_head(self, raw: Mapping[str, Any]) -> None:
        if not self._begun:
            self._created = self._created or raw.get("created")
            self._model = self._model or text(raw, "model") or ""
        facts = raw.get("service_tier", ""), raw.get("system_fingerprint", "")
        if facts != self._last_facts:
            self._last_facts = facts
            self._see_facts(facts_of(raw))
        if usage := raw.get("usage"):
            self._usage = usage
        if not raw.keys() <= HEAD_KEYS:
            self._extras.update(rest_of_head(raw, self._identity))

    def _see_facts(self, facts: Json) -> None:
        """Once seen they are in every chunk: Python's client takes them from the last one."""
        known = self._facts
        self._facts = known | {
            key: fact for key, fact in facts.items() if fact is not None or key not in known
        }
        self._head = {}

    def _rows(self, raw: Mapping[str, Any], changes: list[Change]) -> list[list[Json]]:
        """The choices of each chunk to send, one choice at most once in each, in the order of their indexes."""
        choices = raw.get("choices")
        if not choices or not isinstance(choices, list):
            return []
        is_whole = raw.get("object") == "chat.completion"
        columns: dict[int, list[Json]] = {}
        for position, choice in enumerate(choices):
            if not isinstance(choice, dict):
                continue
            if usage := choice.get("usage"):  # quirk: Moonshot reports it within the choice
                self._usage = usage
            theirs = choice.get("index")
            if type(theirs) is not int:
                theirs = index_of(choice, position)
            growing = self._answer.choice(theirs)
            if growing is None:
                continue
            index = self._index(theirs)
            if index not in self._choices:
                self._open_until(index, columns)
            # A choice that stands twice in a chunk had all its changes at the first place.
            new = changes if index not in columns else []
            parts = self._choices[index].feed(growing, choice, new, is_whole=is_whole)
            columns[index] = columns[index] + parts if index in columns else parts
        if len(columns) == 1:
            return [[part] for part in next(iter(columns.values()))]
        in_order = [columns[index] for index in sorted(columns)]
        return [[part for part in row if part] for row in zip_longest(*in_order)]

    def _index(self, index: int) -> int:
        if 0 <= index < MOST_CHOICES and index not in self._indexes:
            return index
        return self._indexes.setdefault(index, max(self._choices, default=-1) + 1)

    def _open_until(self, index: int, columns: dict[int, list[Json]]) -> None:
        """Python's client finds a choice by its place in a list: none may come before those below it."""
        for before in range(index):
            if before not in self._choices:
                self._choices[before] = OutgoingChoice(before, self._identity, self._live_annotations)
                columns[before] = self._choices[before].open()
        self._choices[index] = OutgoingChoice(index, self._identity, self._live_annotations)

    def _nothing_new(self) -> list[Json]:
        """Callers that did not ask for usage do not expect a chunk without choices."""
        return [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": None}] if self._choices else []

    def _event(self, choices: list[Json], more: Mapping[str, Any] | None = None) -> bytes:
        if not self._head:
            self._head = self._new_head()
        chunk = {**self._head, "choices": choices}
        if self._extras:
            chunk.update(self._extras)
            self._sent |= self._extras
            self._extras = {}
        if more:
            chunk.update(more)
        self._begun = True
        if self._obfuscation and "obfuscation" not in chunk:
            chunk["obfuscation"] = ""
            missing = -len(readable_json(chunk)) % _BLOCK
            chunk["obfuscation"] = secrets.token_hex(_BLOCK)[:missing]
        return b"data: %s\n\n" % readable_json(chunk)

    def _new_head(self) -> Json:
        head = {
            "id": self._identity.id,
            "object": "chat.completion.chunk",
            "created": created_of({"created": self._created}, self._identity),
            "model": self._model or self._identity.model,
            **self._facts,
        }
        return {**head, "usage": None} if self._include_usage else head
