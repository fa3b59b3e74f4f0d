"""Parts of a message's content: text, image_url, input_audio, file, refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chatapp.wire.types.view import View, text

__all__ = ["Part", "PartType"]


class PartType(StrEnum):
    TEXT = "text"
    IMAGE_URL = "image_url"
    INPUT_AUDIO = "input_audio"
    FILE = "file"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Part(View):
    """One content part. `type` may be one that we do not know: it is passed on."""

    @classmethod
    def of_text(cls, words: str) -> "Part":
        return cls({"type": "text", "text": words})

    @property
    def type(self) -> str:
        return text(self.raw, "type") or ""

    @property
    def text(self) -> str:
        """The words of a text or refusal part; empty for the others."""
        return text(self.raw, "text") or text(self.raw, "refusal") or ""

    @property
    def image_url(self) -> str:
        value = self.raw.get("image_url")
        return value if isinstance(value, str) else text(self._inner("image_url"), "url") or ""

    @property
    def input_audio(self) -> Mapping[str, Any]:
        """`data` (base64) and `format`."""
        return self._inner("input_audio")

    @property
    def file(self) -> Mapping[str, Any]:
        """`file_data`, `file_id`, `filename`, each optional."""
        return self._inner("file")
