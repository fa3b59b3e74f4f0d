"""Keeps the pictures of an answer as attachments of the person who asked: what a model sends is a file like any other.

They go through what people attach goes through: known by their content, upright, in a child process. They count in the
person's quota and are never refused by it: they were paid for.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from asgiref.sync import async_to_sync

from chatapp.conversations.models import Attachment
from chatapp.extraction import pictures
from chatapp.extraction.errors import ExtractionError
from chatapp.extraction.media_types import HEAD_BYTES, IMAGES, described, sniff
from chatapp.files import store
from chatapp.wire.types.parts import Part

from .errors import Refused
from .parts import MOST, part_of

SUFFIXES: Final = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


def keep(owner_id: int, images: Sequence[Any], known: int = 0) -> list[dict[str, Any]]:
    """A part for each of these images of an answer that has `known` others: the file, or a text that says why there
    is none. What stands at an address of the web stays there."""
    free = max(0, MOST - known)
    kept = [_part(owner_id, image, number) for number, image in enumerate(images[:free], known + 1)]
    # The first one too many says it, for all.
    return kept + list(_left_out(len(images), known))


def _left_out(count: int, known: int) -> Iterator[dict[str, Any]]:
    if known <= MOST < known + count:
        yield _note(f"an answer shows {MOST} at most")


def _part(owner_id: int, image: Any, number: int) -> dict[str, Any]:
    address = _address(image)
    if not address.startswith("data:"):
        return {"type": "image_url", "image_url": {"url": address}}
    try:
        return part_of(_kept(owner_id, _decoded(address), number))
    except (Refused, ExtractionError) as error:
        return _note(str(error))


def _address(image: Any) -> str:
    if not isinstance(image, Mapping):
        return ""
    url = image.get("url")
    return Part(image).image_url or (url if isinstance(url, str) else "")


def _decoded(address: str) -> bytes:
    head, _, data = address.partition(",")
    try:
        return b64decode(data) if head.endswith(";base64") else b""
    except binascii.Error as error:
        raise Refused("it is damaged") from error


def _kept(owner_id: int, data: bytes, number: int) -> Attachment:
    media_type = sniff(data[:HEAD_BYTES], "")
    if media_type not in IMAGES:
        raise Refused(f"it is {described(media_type)}" if data else "it is empty")
    content = store.save([data])
    name = f"image-{number}.{SUFFIXES[media_type]}"
    with store.local_copy(content) as path:
        picture = async_to_sync(pictures.clean)(path, name, media_type)
    return Attachment.objects.create(
        owner_id=owner_id,
        content=content if picture.data is None else store.save([picture.data]),
        name=name,
        media_type=media_type,
        width=picture.width,
        height=picture.height,
    )


def _note(reason: str) -> dict[str, Any]:
    return {"type": "text", "text": f"An image is not shown: {reason.rstrip('.')}."}
