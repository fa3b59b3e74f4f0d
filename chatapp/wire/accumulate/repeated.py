"""The chunk that repeats one before it, but for its text: nearly every chunk of a stream."""

from collections.abc import Mapping
from typing import Any

__all__ = ["RepeatedChunk"]

# `obfuscation` pads a chunk and differs in each.
_VARYING: dict[str, Any] = {"choices": None, "obfuscation": None}
_HEAD = frozenset(
    ("id", "object", "created", "model", "usage", "service_tier", "system_fingerprint", *_VARYING)
)
_CHOICE = frozenset(("index", "delta", "logprobs", "finish_reason"))


class RepeatedChunk:
    """Remembers a chunk that said something in the content of one choice, and nothing else that would be told again.

    Python compares two objects at once, where to look at each of their fields costs a tenth of all that a delta does.
    """

    def __init__(self) -> None:
        self.choice = 0
        self._head: dict[str, Any] | None = None
        self._said: dict[str, Any] = {}
        self._delta: dict[str, Any] = {}

    def words_of(self, raw: Mapping[str, Any]) -> str:
        """The text that is all that is new in a chunk; empty where anything else may be."""
        if {**raw, **_VARYING} != self._head:
            return ""
        choices = raw["choices"]
        if type(choices) is not list or len(choices) != 1 or type(choice := choices[0]) is not dict:
            return ""
        delta = choice.get("delta")
        if type(delta) is not dict or {**choice, "delta": None} != self._said:
            return ""
        words = delta.get("content")
        return words if type(words) is str and {**delta, "content": None} == self._delta else ""

    def learn(self, raw: Mapping[str, Any]) -> None:
        """The next chunk may repeat this one, which has been taken in."""
        self._head = None
        choices = raw.get("choices")
        if not isinstance(choices, list) or len(choices) != 1 or not raw.keys() <= _HEAD or raw.get("usage"):
            return
        choice = choices[0]
        if (
            not isinstance(choice, dict)
            or not choice.keys() <= _CHOICE
            or type(choice.get("index")) is not int
        ):
            return
        delta = choice.get("delta")
        if choice.get("finish_reason") or choice.get("logprobs") or not isinstance(delta, dict):
            return
        # A role counts once, and null says nothing.
        if type(delta.get("content")) is str and all(
            key in ("content", "role") or value is None for key, value in delta.items()
        ):
            self.choice = choice["index"]
            self._head = {**raw, **_VARYING}
            self._said = {**choice, "delta": None}
            self._delta = {**delta, "content": None}
