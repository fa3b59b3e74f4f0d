"""What a message of a call is made of on a page: words, pictures, sounds, files, calls and what nobody knows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chatapp.completions.view.display_budget import DisplayBudget, Words
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.messages import Message
from chatapp.wire.types.parts import Part, PartType
from chatapp.wire.types.tools import FunctionCall, ToolCall

_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]+")
_SOUND = re.compile(r"[A-Za-z0-9+/=\s]+")
_SOUNDS = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "opus": "audio/ogg",
    "aac": "audio/aac",
}


@dataclass(frozen=True)
class Block:
    """One piece. `kind` chooses the template: text, refusal, thinking, picture, sound, link, call or json.

    `words` is what there is to read, `source` an address that the browser may use, `name` what it is called.
    """

    kind: str
    words: Words | None = None
    source: str = ""
    name: str = ""


@dataclass(frozen=True)
class MessageView:
    """One message as the page shows it. `answers` is the id of the call whose result it is."""

    role: str
    name: str
    answers: str
    blocks: list[Block]


def message_view(message: Message, budget: DisplayBudget, sound: str = "wav") -> MessageView:
    """`sound` is the format of the audio that an answer holds."""
    answers = clean_text(message.tool_call_id or "")
    return MessageView(
        message.role, clean_text(message.name or ""), answers, list(_blocks(message, budget, sound))
    )


def pretty(value: Any) -> str:
    """JSON as people read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _blocks(message: Message, budget: DisplayBudget, sound: str) -> Iterator[Block]:
    if message.reasoning:
        yield Block("thinking", budget.words(message.reasoning))
    for part in message.parts:
        yield from _part(part, budget)
    for part in message.images:
        yield from _part(part, budget)
    if message.refusal:
        yield Block("refusal", budget.words(message.refusal))
    if message.audio:
        yield from _audio(message, budget, sound)
    calls: list[ToolCall | FunctionCall] = [*message.tool_calls]
    for call in calls + ([message.function_call] if message.function_call else []):
        yield Block("call", budget.words(_readable(call.arguments)), name=clean_text(call.name))
    yield from _citations(message, budget)
    if more := {key: value for key, value in message.raw.items() if key not in _SHOWN and value}:
        yield Block("json", budget.words(pretty(more)), name="Everything else")


# What the blocks above show, and what says the same again.
_SHOWN = {
    "role", "name", "content", "refusal", "reasoning", "reasoning_content", "audio", "images", "tool_calls",
    "tool_call_id", "function_call", "annotations",
}  # fmt: skip


def _part(part: Part, budget: DisplayBudget) -> Iterator[Block]:
    match part.type:
        case PartType.TEXT:
            if part.text:
                yield Block("text", budget.words(part.text))
        case PartType.REFUSAL:
            yield Block("refusal", budget.words(part.text))
        case PartType.IMAGE_URL:
            yield _picture(part.image_url, budget)
        case PartType.INPUT_AUDIO:
            yield _player(part.input_audio, str(part.input_audio.get("format") or ""), budget)
        case PartType.FILE:
            yield _file(part.file)
        case _:
            yield Block("json", budget.words(pretty(part.raw)), name=clean_text(part.type) or "Part")


def _picture(address: str, budget: DisplayBudget) -> Block:
    """A picture that came along is shown; one elsewhere is a link: its server must not learn who looks at the page."""
    if _PICTURE.fullmatch(address) and budget.whole(address):
        return Block("picture", source=address)
    return _link(address, "Image")


def _player(audio: Mapping[str, Any], format: str, budget: DisplayBudget) -> Block:
    data, type = audio.get("data"), _SOUNDS.get(format)
    if isinstance(data, str) and type and _SOUND.fullmatch(data) and budget.whole(data):
        return Block("sound", source=f"data:{type};base64,{data}", name=format)
    return Block("link", name=clean_text(f"Audio {format}".strip()))


def _audio(message: Message, budget: DisplayBudget, sound: str) -> Iterator[Block]:
    if message.audio is None:
        return
    if message.audio.data:
        yield _player(message.audio.raw, sound, budget)
    elif message.audio.id:
        yield Block("link", name=clean_text(f"Audio {message.audio.id}"))
    if message.audio.transcript:
        yield Block("text", budget.words(message.audio.transcript))


def _file(file: Mapping[str, Any]) -> Block:
    name = file.get("filename") or file.get("file_id") or "without a name"
    data = file.get("file_data")
    size = f", {len(data) * 3 // 4:,} bytes" if isinstance(data, str) else ""
    return Block("link", name=clean_text(f"File {name}{size}"))


def _citations(message: Message, budget: DisplayBudget) -> Iterator[Block]:
    for annotation in message.annotations:
        if annotation.url:
            yield _link(annotation.url, annotation.title or "Source")
        else:
            yield Block("json", budget.words(pretty(annotation.raw)), name="Annotation")


def _link(address: str, name: str) -> Block:
    """Only to the web: whatever else an address may begin with, nobody is led there."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return Block("link", name=clean_text(name))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return Block("link", name=clean_text(f"{name} ({parts.scheme or 'no address'})"))
    return Block("link", source=clean_text(address), name=clean_text(f"{name} ({parts.hostname})"))


def _readable(arguments: str) -> str:
    """Models write JSON as text: shown as what it says, and where it is none, as it is."""
    try:
        return pretty(json.loads(arguments))
    except (ValueError, RecursionError):
        return arguments
