"""The structured parameters of a request that we read: stream options, audio."""

from dataclasses import dataclass

from chatapp.wire.types.view import View, flag, text

__all__ = ["AudioOptions", "StreamOptions"]


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
class AudioOptions(View):
    """`audio` of a request."""

    @property
    def format(self) -> str:
        return text(self.raw, "format") or ""
