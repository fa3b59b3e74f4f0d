"""How an attachment reaches a model: as an image, as a recording, or as a document."""

from __future__ import annotations

from enum import StrEnum

from chatapp.extraction.media_types import FORMATS, IMAGES, described

from .errors import Refused


class Kind(StrEnum):
    IMAGE = "image"
    AUDIO = "audio"
    DOCUMENT = "document"


AUDIO_FORMATS = {"audio/wav": "wav", "audio/mpeg": "mp3"}
"""Media type -> the API's name for it."""


def kind_of(media_type: str) -> Kind | None:
    if media_type in IMAGES:
        return Kind.IMAGE
    if media_type in AUDIO_FORMATS:
        return Kind.AUDIO
    return Kind.DOCUMENT if media_type in FORMATS else None


def required_kind(media_type: str, name: str) -> Kind:
    """Raises Refused."""
    kind = kind_of(media_type)
    if kind is None:
        raise Refused(
            f"“{name}” is {described(media_type)}. Attach images (PNG, JPEG, WebP, GIF), recordings (WAV, MP3), PDF, "
            "Office files, e-mails, web pages, tables, text or code."
        )
    return kind
