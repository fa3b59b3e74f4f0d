"""The content part by which a message names an attachment, in the API's own words: a `file` with a `file_id`.

The bytes are never in a message: they are read when a request is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from chatapp.conversations.models import Attachment

FIELDS = ("content", "images")
"""Where a message has such parts: a question, and the pictures of an answer."""

MOST = 20
"""Of a message."""


LONGEST_WHOLE = 30_000
"""Characters of a text that is sent whole, with each question of its chat; about ten pages."""


def is_long(attachment: Attachment) -> bool:
    """Whether models that call tools search it instead of being sent all of it."""
    return len(attachment.text) > LONGEST_WHOLE and attachment.collection_id is not None


def part_of(attachment: Attachment) -> dict[str, Any]:
    """What its page needs to show it stands in the part, too: who may see the message has all."""
    shown = {
        "file_id": str(attachment.pk),
        "filename": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.content.size,
        "width": attachment.width,
        "height": attachment.height,
        "long": is_long(attachment) or None,
    }
    return {"type": "file", "file": {name: value for name, value in shown.items() if value is not None}}


def attachment_id(part: Any) -> UUID | None:
    """The id of our row that a part names; None of any other part, a script's own `file_id` among them."""
    # Nearly all parts are texts, and a long chat has thousands: `dict`, which is found out in a tenth of the time.
    if not isinstance(part, dict) or part.get("type") != "file" or not isinstance(part.get("file"), dict):
        return None
    try:
        return UUID(part["file"].get("file_id"))
    except (TypeError, ValueError, AttributeError):
        return None


def attachment_ids(bodies: Iterable[Mapping[str, Any]]) -> Iterator[UUID]:
    for body in bodies:
        for field in FIELDS:
            if isinstance(parts := body.get(field), list):
                yield from (found for part in parts if (found := attachment_id(part)))
