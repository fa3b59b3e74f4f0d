"""Spoken answers."""

from dataclasses import dataclass

from chatapp.wire.types.view import View, text

__all__ = ["Audio"]


@dataclass(frozen=True, slots=True)
class Audio(View):
    """`audio` of an answer; in a request's assistant message only its `id`."""

    @property
    def id(self) -> str:
        return text(self.raw, "id") or ""

    @property
    def data(self) -> str:
        """Base64, in the format that the request asked for."""
        return text(self.raw, "data") or ""

    @property
    def transcript(self) -> str:
        return text(self.raw, "transcript") or ""
