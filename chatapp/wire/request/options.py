"""The structured parameters of a request: response format, stream options, prediction, audio."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.types.parts import Part
from chatapp.wire.types.view import View, flag, text

__all__ = ["AudioOptions", "Prediction", "ResponseFormat", "StreamOptions"]


@dataclass(frozen=True, slots=True)
class ResponseFormat(View):
    """`response_format`: text, json_object or json_schema."""

    @property
    def type(self) -> str:
        return text(self.raw, "type") or "text"

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """`name`, `description`, `schema`, `strict`; empty for the other types."""
        return self._inner("json_schema")


@dataclass(frozen=True, slots=True)
class StreamOptions(View):
    """`stream_options`."""

    @property
    def include_usage(self) -> bool:
        return flag(self.raw, "include_usage") or False

    @property
    def include_obfuscation(self) -> bool | None:
        """None where the caller said nothing."""
        return flag(self.raw, "include_obfuscation")


@dataclass(frozen=True, slots=True)
class Prediction(View):
    """`prediction`: text that much of the answer will repeat."""

    @property
    def type(self) -> str:
        return text(self.raw, "type") or "content"

    @property
    def content(self) -> str:
        words = text(self.raw, "content")
        return "".join(part.text for part in self._views("content", Part)) if words is None else words


@dataclass(frozen=True, slots=True)
class AudioOptions(View):
    """`audio` of a request."""

    @property
    def format(self) -> str:
        return text(self.raw, "format") or ""

    @property
    def voice(self) -> str:
        """The name of a built-in voice, or the id of a custom one."""
        return text(self.raw, "voice") or text(self._inner("voice"), "id") or ""
