"""Chat Completions JSONL: one line for each conversation, `{"messages": [...]}`, as a request has them.

It is the branch that is shown, without what only an answer has: what tools for evaluation and training take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from chatapp.conversations.models import Conversation, Message, MessageRole
from chatapp.exchange.selection import path_of
from chatapp.turns.engine.prompt import Path, answered, joined, sendable
from chatapp.wire.json.readable import readable_json


def write(conversations: Iterable[Conversation]) -> Iterator[bytes]:
    for conversation in conversations:
        yield b'{"messages":['
        for number, message in enumerate(_messages(path_of(conversation))):
            yield (b"," if number else b"") + readable_json(message)
        yield b"]}\n"


def _messages(path: Iterable[Message]) -> Iterator[dict[str, Any]]:
    """What belongs together is looked at together: an answer with what continues it, calls with their results."""
    together: Path = []
    for message in path:
        belongs = message.continues_id is not None or message.role == MessageRole.TOOL
        if together and not belongs:
            yield from map(sendable, answered(joined(together)))
            together = []
        together.append((message.body, message.continues_id is not None))
    yield from map(sendable, answered(joined(together)))
