"""A spoken answer, arriving in fragments."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.text import TextAccumulator

__all__ = ["AudioAccumulator"]


class AudioAccumulator:
    """`audio` of a choice: data and transcript append, the first id wins, the rest replaces."""

    def __init__(self) -> None:
        self._fields: dict[str, Any] = {}
        self._data: list[str] = []
        self.transcript = TextAccumulator()

    def add(self, audio: Mapping[str, Any], *, is_whole: bool = False) -> None:
        for key, value in audio.items():
            if key == "data" and isinstance(value, str):
                if is_whole:
                    self._data.clear()
                self._data.append(value)
                self._fields[key] = ""
            elif key == "transcript" and isinstance(value, str):
                self.transcript.add(self.transcript.unseen(value) if is_whole else value)
                self._fields[key] = ""
            elif key not in self._fields or (value is not None and key != "id"):
                self._fields[key] = value

    def to_json(self) -> dict[str, Any]:
        grown = {"data": _joined(self._data), "transcript": str(self.transcript)}
        return {key: grown.get(key, value) for key, value in self._fields.items()}


def _joined(pieces: list[str]) -> str:
    """One base64 text. Quirk: pieces that are padded each cannot simply be joined."""
    if not any(piece.endswith("=") for piece in pieces[:-1]):
        return "".join(pieces)
    try:
        return base64.b64encode(b"".join(base64.b64decode(piece) for piece in pieces)).decode()
    except binascii.Error:
        return "".join(pieces)
