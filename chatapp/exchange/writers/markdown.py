"""Markdown for people: the branch that is shown, with who said it and when."""

from __future__ import annotations

from collections.abc import Iterator

from chatapp.conversations.models import Conversation, Message, MessageRole
from chatapp.exchange.selection import path_of
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.messages import Message as Body
from chatapp.wire.types.parts import Part, PartType

_SPEAKERS = {
    MessageRole.USER: "You",
    MessageRole.SYSTEM: "Instructions",
    MessageRole.DEVELOPER: "Instructions",
}
_WORDS = (PartType.TEXT, PartType.REFUSAL)


def write(conversation: Conversation) -> Iterator[bytes]:
    yield f"# {_line(str(conversation))}\n".encode()
    for message in path_of(conversation):
        if text := _text(Body(message.body)):
            yield f"\n## {_heading(message)}\n\n{text}\n".encode()


def _heading(message: Message) -> str:
    return f"{_speaker(message)} · {message.created_at:%Y-%m-%d %H:%M} UTC"


def _speaker(message: Message) -> str:
    if message.role == MessageRole.TOOL:
        return "Result of a tool"
    model = message.turn.model_name if message.turn else ""
    return _SPEAKERS.get(MessageRole(message.role)) or _line(model) or "Answer"


def _text(body: Body) -> str:
    said = [_part(part) for part in body.parts]
    said += [_part(part) for part in body.images]
    said += [body.refusal or ""]
    said += [f"*Called the tool* `{_line(call.name)}`" for call in body.tool_calls]
    return clean_text("\n\n".join(filter(None, said)))


def _part(part: Part) -> str:
    return part.text if part.type in _WORDS else f"*[{_line(part.type)}]*"


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())
