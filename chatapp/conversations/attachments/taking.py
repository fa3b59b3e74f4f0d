"""Takes a file in: what it is, what a model can be told of it, and whether there is room for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from chatapp.accounts.models import User
from chatapp.conversations.models import Attachment
from chatapp.extraction import pictures, reading
from chatapp.extraction.errors import ExtractionError
from chatapp.extraction.extracted import Extracted
from chatapp.extraction.media_types import HEAD_BYTES, sniff
from chatapp.files import store
from chatapp.files.errors import TooLarge
from chatapp.files.models import Content
from chatapp.knowledge.sources import chat_files
from chatapp.wire.json.clean import clean_text

from .errors import Refused
from .kinds import Kind, required_kind

MOST_CHARACTERS = 1_000_000
"""Of a document's text: more fits no model's window."""


def take(owner: User, name: str, chunks: Iterable[bytes]) -> Attachment:
    """Raises Refused. A draft that is not sent goes after a day."""
    _require_room(owner, 1)
    try:
        content = store.save(chunks, settings.MAX_UPLOAD_BYTES)
    except TooLarge:
        raise too_large(name) from None
    media_type = sniff(store.head(content, HEAD_BYTES), name)
    kind = required_kind(media_type, name)
    try:
        content, found = _read(kind, content, name, media_type)
    except ExtractionError as error:
        raise Refused(str(error)) from error
    return _keep(Attachment(owner=owner, content=content, name=name, media_type=media_type, **found))


def too_large(name: str) -> Refused:
    return Refused(f"“{name}” is larger than {settings.MAX_UPLOAD_BYTES >> 20} MB.")


def used_bytes(owner: User) -> int:
    """What a person keeps; of what they attached twice, both."""
    total: int | None = Attachment.objects.filter(owner=owner).aggregate(total=Sum("content__size"))["total"]
    return total or 0


def _read(kind: Kind, content: Content, name: str, media_type: str) -> tuple[Content, dict[str, Any]]:
    """The content to keep, and the columns that say what is in it."""
    _give_connection_back()
    with store.local_copy(content) as path:
        match kind:
            case Kind.IMAGE:
                picture = async_to_sync(pictures.clean)(path, name, media_type)
                kept = content if picture.data is None else store.save([picture.data])
                return kept, {"width": picture.width, "height": picture.height}
            case Kind.AUDIO:
                return content, {}
            case Kind.DOCUMENT:
                return content, _told(async_to_sync(reading.read)(path, name))


def _give_connection_back() -> None:
    """Reading takes up to half a minute, and there are few connections."""
    if not connection.in_atomic_block:
        connection.close()


def _told(extracted: Extracted) -> dict[str, Any]:
    text = "\n\n".join(
        f"[Page {page.number}]\n{page.text}" if page.number else page.text
        for page in extracted.pages
        if page.text
    )
    notes = list(extracted.notes)
    if len(text) > MOST_CHARACTERS:
        notes.append(f"Only its first {MOST_CHARACTERS:,} characters are sent.")
    return {"text": clean_text(text[:MOST_CHARACTERS]), "notes": notes}


@transaction.atomic
def _keep(attachment: Attachment) -> Attachment:
    # Of several uploads at once, each sees what the others took.
    User.objects.select_for_update().get(pk=attachment.owner_id)
    _require_room(attachment.owner, attachment.content.size)
    if attachment.text:
        key = attachment.pk.hex
        attachment.collection = chat_files.add(attachment.owner, attachment.name, key, attachment.content)
    attachment.save()
    return attachment


def _require_room(owner: User, size: int) -> None:
    quota = settings.UPLOAD_QUOTA_BYTES
    if quota and used_bytes(owner) + size > quota:
        raise Refused(
            f"Your files may have {quota >> 20} MB together, and with this one they would have more. Delete chats "
            f"whose files you do not need: their room is free again after {settings.PURGE_DAYS} days."
        )
