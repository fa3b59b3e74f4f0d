"""Speech on its way out, as the official clients join it: they concatenate every text."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.choice import ChoiceAccumulator
from chatapp.wire.accumulate.text import TextFragments
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.normalize.parts import audio_of

__all__ = ["OutgoingAudio"]


class OutgoingAudio:
    """`audio` of one choice: data and transcript in fragments, all else once."""

    def __init__(self, growing: ChoiceAccumulator, choice: int, identity: Identity) -> None:
        self._growing = growing
        self._choice = choice
        self._identity = identity
        self._is_here = False
        self._sent: dict[str, Any] = {}
        self._transcript = TextFragments()
        self._tail = b""  # bytes that are no group of three: their base64 would end in padding

    def take(self, audio: Mapping[str, Any], *, is_whole: bool) -> dict[str, Any]:
        """What of it is new to the caller."""
        self._is_here = True
        allowed = audio_of(audio, self._identity, self._choice)
        new: dict[str, Any] = {}
        for key, value in audio.items():
            if key == "data" and isinstance(value, str):
                new[key] = "" if is_whole and key in self._sent else self._data(value)
            elif key == "transcript" and isinstance(value, str):
                spoken = self._transcript
                new[key] = spoken.add_rest(self._growing.transcript) if is_whole else spoken.add(value)
            elif value and key not in self._sent and value == allowed[key]:
                new[key] = allowed[key]
        new = {key: value for key, value in new.items() if value or key not in self._sent}
        self._sent.update(new)
        return new

    def rest(self, begun: dict[str, Any]) -> dict[str, Any]:
        """The end of the data and of the transcript, and what every speech must have; `begun` included."""
        if not self._is_here:
            return {}
        tail, self._tail = self._tail, b""
        ends = {"data": base64.b64encode(tail).decode(), "transcript": self._transcript.flush()}
        allowed = audio_of(self._sent, self._identity, self._choice)
        new = {key: value for key, value in allowed.items() if key not in self._sent}
        new.update({key: begun.get(key, "") + words for key, words in ends.items() if words})
        self._sent.update(new)
        return {**begun, **new}

    def _data(self, piece: str) -> str:
        """Quirk: pieces that are padded each, which cannot simply be joined."""
        if not self._tail and not piece.endswith("="):
            return piece
        tail, self._tail = self._tail, b""
        try:
            data = tail + base64.b64decode(piece, validate=True)
        except binascii.Error:
            return base64.b64encode(tail).decode() + piece
        whole = len(data) - len(data) % 3
        self._tail = data[whole:]
        return base64.b64encode(data[:whole]).decode()
