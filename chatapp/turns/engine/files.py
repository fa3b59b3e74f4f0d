"""Puts what is attached into a request, as the model can take it. The bytes are read now, and kept nowhere.

An image that the model cannot see, and a document that it does not take, become text.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from chatapp.conversations.attachments.kinds import AUDIO_FORMATS, Kind, kind_of
from chatapp.conversations.attachments.parts import attachment_id, attachment_ids
from chatapp.conversations.models import Attachment
from chatapp.conversations.store.attachments import visible
from chatapp.extraction.media_types import PDF
from chatapp.files import store
from chatapp.files.errors import Gone
from chatapp.providers.models import Model

Parts = Mapping[UUID, dict[str, Any]]


async def load(
    pool: AsyncConnectionPool, owner_id: int, bodies: Iterable[Mapping[str, Any]], model: Model
) -> Parts:
    """The parts that stand in a request for the attachments of these messages."""
    wanted = set(attachment_ids(bodies))
    if not wanted:
        return {}
    async with pool.connection() as connection:
        found = await visible(connection, owner_id, wanted)
    return {id: await asyncio.to_thread(_part, each, model) for id, each in found.items()}


def put_in(body: dict[str, Any], parts: Parts) -> dict[str, Any]:
    """The message with these parts in the place of the names."""
    content = body.get("content")
    if not isinstance(content, list) or not any(attachment_id(part) for part in content):
        return body
    return {**body, "content": [_instead(part, parts) for part in content]}


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
    said = attachment.text or "[No text could be read from it.]"
    return _text(f"The attached file “{name}”:\n\n<file>\n{said}\n</file>")


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _data_url(attachment: Attachment) -> str:
    return f"data:{attachment.media_type};base64,{_base64(attachment)}"


def _base64(attachment: Attachment) -> str:
    with store.open_content(attachment.content) as file:
        return b64encode(file.read()).decode()
