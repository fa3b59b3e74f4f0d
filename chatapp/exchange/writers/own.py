"""The product's own JSON: the whole tree, one conversation after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from chatapp.conversations.models import Conversation
from chatapp.exchange import document
from chatapp.exchange.selection import files_of, messages_of, tool_calls_of, turns_of
from chatapp.wire.json.jsontext import dumps


def write(conversations: Iterable[Conversation]) -> Iterator[bytes]:
    head = {
        "format": document.FORMAT,
        "version": document.VERSION,
        "exported_at": document.moment(timezone.now()),
    }
    # The reader tells the format by its first members, before the list that it reads one by one.
    yield dumps(head)[:-1] + b',"conversations":['
    for number, conversation in enumerate(conversations):
        yield b",\n" if number else b"\n"
        yield from _conversation(conversation)
    yield b"\n]}\n"


def _conversation(conversation: Conversation) -> Iterator[bytes]:
    yield dumps(document.conversation(conversation))[:-1]
    yield from _list("messages", map(document.message, messages_of(conversation)))
    yield from _list("turns", map(document.turn, turns_of(conversation)))
    yield from _list("tool_calls", map(document.tool_call, tool_calls_of(conversation)))
    yield from _list("files", map(document.file, files_of(conversation)))
    yield b"}"


def _list(name: str, values: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    yield b',"%b":[' % name.encode()
    for number, value in enumerate(values):
        yield (b"," if number else b"") + dumps(value)
    yield b"]"
