"""Puts what is attached into a request, as the model can take it. The bytes are read now, and kept nowhere.

An image that the model cannot see, and a document that it does not take, become text. A long text is not put there:
the model searches it, if it calls tools. The built-in model searches all of them: it reads nothing.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from chatapp.conversations.attachments.kinds import AUDIO_FORMATS, Kind, kind_of
from chatapp.conversations.attachments.parts import attachment_id, is_long
from chatapp.conversations.models import Attachment
from chatapp.conversations.store.attachments import visible
from chatapp.extraction.media_types import PDF
from chatapp.files import store
from chatapp.files.errors import Gone
from chatapp.knowledge.sources.chat_files import ChatFile, chat_files
from chatapp.providers.models import Model
from chatapp.usage.estimate import TOKENS_PER_IMAGE, tokens

PATIENCE = 10.0
BEGINNING = 1000
"""Characters of a file that is not sent whole which are sent all the same: what kind of text it is."""

_SHOWN = "[Your answer above shows what follows.]"
_IMAGES_ALONE = "[An image, which the next message holds.]"
_LOOK_SECONDS = 0.2
# OpenAI counts ten tokens for a second, of which a recording has about so many bytes.
_AUDIO_BYTES_PER_TOKEN = 2_000
_TOKENS_AROUND = 40

Parts = Mapping[UUID, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Attached:
    """`parts`: those of a request for each file; `sizes`: its tokens, where the model's window is known;
    `collections`: ids of those that can be searched; `unsent`: is there one that the model learns nothing of unless it
    searches?"""

    parts: Parts = field(default_factory=dict)
    sizes: Mapping[UUID, int] = field(default_factory=dict)
    collections: Sequence[int] = ()
    unsent: bool = False


async def load(
    pool: AsyncConnectionPool, owner_id: int, wanted: Set[UUID], model: Model, patience: float = PATIENCE
) -> Attached:
    """These attachments. `patience`: seconds that one which is to be searched gets to be indexed; it is sent whole
    where they are over."""
    if not wanted:
        return Attached()
    async with pool.connection() as connection:
        found = await visible(connection, owner_id, wanted)
    indexed = await _indexed(pool, found.values(), model, patience)
    unsent = {
        id: indexed[each.collection_id]
        for id, each in found.items()
        if each.collection_id in indexed and _is_searched(each, model)
    }
    parts = {
        id: _unsent_part(each, unsent[id]) if id in unsent else await asyncio.to_thread(_part, each, model)
        for id, each in found.items()
    }
    sized = found if model.context_window else {}
    sizes = {id: tokens_of(each, model, searched=id in unsent) for id, each in sized.items()}
    return Attached(parts, sizes, list(indexed), bool(unsent))


def expected_tokens(attachment: Attachment, model: Model) -> int:
    """Of one whose index is not asked for."""
    return tokens_of(attachment, model, searched=_is_searched(attachment, model))


def tokens_of(attachment: Attachment, model: Model, *, searched: bool) -> int:
    """An estimate of its tokens in a request."""
    match kind_of(attachment.media_type):
        case Kind.IMAGE if model.vision:
            return TOKENS_PER_IMAGE
        case Kind.AUDIO if model.audio:
            return attachment.content.size // _AUDIO_BYTES_PER_TOKEN
    return _TOKENS_AROUND + tokens(attachment.text[:BEGINNING] if searched else attachment.text)


def put_in(body: dict[str, Any], parts: Parts) -> dict[str, Any]:
    """The message with these parts in the place of the names."""
    content = body.get("content")
    if not isinstance(content, list) or not any(map(attachment_id, content)):
        return body
    return {**body, "content": [_instead(part, parts) for part in content]}


def with_answered_images(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the pictures of each answer in the question after it: no provider takes them in an answer of its model's."""
    moved: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    for message in messages:
        if message["role"] == "user" and shown:
            message = {**message, "content": [_text(_SHOWN), *shown, *_parts_of(message)]}
            shown = []
        elif named := [part for part in message.get("images") or () if attachment_id(part)]:
            shown += named
            message = {**message, "content": message.get("content") or _IMAGES_ALONE}
        moved.append(message)
    return moved


def _parts_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    content = message.get("content")
    return content if isinstance(content, list) else [_text(content or "")]


async def _indexed(
    pool: AsyncConnectionPool, attachments: Iterable[Attachment], model: Model, patience: float
) -> dict[int, ChatFile]:
    """Those that can be searched, by the ids of their collections."""
    files = {each.collection_id: _is_searched(each, model) for each in attachments if each.collection_id}
    if not files:
        return {}
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        async with pool.connection() as connection:
            there = await chat_files(connection, files)
        awaited = any(files[id] and one.pending and not one.indexed for id, one in there.items())
        if not awaited or asyncio.get_running_loop().time() >= deadline:
            return {id: one for id, one in there.items() if one.indexed}
        await asyncio.sleep(_LOOK_SECONDS)


def _is_searched(attachment: Attachment, model: Model) -> bool:
    """Rather than sent whole, once it can be."""
    if not model.tools or (attachment.media_type == PDF and model.files):
        return False
    return is_long(attachment) or model.provider.built_in


def _unsent_part(attachment: Attachment, file: ChatFile) -> dict[str, Any]:
    length = f"{len(attachment.text):,} characters in {file.parts} parts"
    how = "find what it says by search_knowledge with files_only, or read it by read_document"
    note = f"[Only its beginning is here, of {length}. Its address is {file.address}: {how}.]"
    return _file(attachment.name, f"{note}\n\n{attachment.text[:BEGINNING]}")


def _instead(part: dict[str, Any], parts: Parts) -> dict[str, Any]:
    id = attachment_id(part)
    if id is None:
        return part
    return parts.get(id) or _text(f"[The file “{part['file'].get('filename')}” is not available any more.]")


def _part(attachment: Attachment, model: Model) -> dict[str, Any]:
    name, media_type = attachment.name, attachment.media_type
    try:
        match kind_of(media_type):
            case Kind.IMAGE if model.vision:
                return {"type": "image_url", "image_url": {"url": _data_url(attachment)}}
            case Kind.IMAGE:
                return _text(f"[The image “{name}” is attached, and you cannot see images.]")
            case Kind.AUDIO if model.audio:
                audio = {"data": _base64(attachment), "format": AUDIO_FORMATS[media_type]}
                return {"type": "input_audio", "input_audio": audio}
            case Kind.AUDIO:
                return _text(f"[The recording “{name}” is attached, and you cannot hear recordings.]")
            case _ if media_type == PDF and model.files:
                return {"type": "file", "file": {"filename": name, "file_data": _data_url(attachment)}}
    except Gone:
        return _text(f"[The file “{name}” is not available any more.]")
    return _file(name, attachment.text or "[No text could be read from it.]")


def _file(name: str, said: str) -> dict[str, Any]:
    return _text(f"The attached file “{name}”:\n\n<file>\n{said}\n</file>")


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _data_url(attachment: Attachment) -> str:
    return f"data:{attachment.media_type};base64,{_base64(attachment)}"


def _base64(attachment: Attachment) -> str:
    with store.open_content(attachment.content) as file:
        return b64encode(file.read()).decode()
