"""A chunk that holds more than an answer has room for, cut inside its texts."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.types.chunk import Chunk

__all__ = ["truncated"]

# Bytes. What is no longer stays whole: ids, names and types mean nothing in parts.
_SHORT = 256
# A part of an image is none. Images have a limit of their own (`growth.LARGEST_IMAGES`).
_IMAGE = "image_url"
# A part of base64 that can be decoded is a multiple of it.
_BASE64 = 4


class _Budget:
    def __init__(self, size: int) -> None:
        self.left = size
        self.was_exceeded = False

    def fit(self, value: Any) -> Any:
        """As much of the value as there is room for, and all of its short texts."""
        if isinstance(value, str):
            return self._fit_text(value)
        if isinstance(value, dict):
            return {key: inner if key == _IMAGE else self.fit(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return self._fit_list(value)
        return value

    def _fit_text(self, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        if len(data) > max(self.left, _SHORT):
            self.was_exceeded = True
            end = max(0, self.left - self.left % _BASE64)
            while data[end] & 0xC0 == 0x80:  # inside a character
                end -= 1
            data = data[:end]
            text = data.decode("utf-8", "surrogatepass")
        self.left -= len(data)
        return text

    def _fit_list(self, items: list[Any]) -> list[Any]:
        kept = []
        for item in items:
            if self.left <= 0:
                self.was_exceeded = True
                break
            self.left -= 1
            kept.append(self.fit(item))
        return kept


def truncated(chunk: Chunk, budget: int, most: int) -> tuple[Chunk, bool]:
    """The chunk with as much as `budget` bytes of text in its deltas, and whether that is less than it had.

    `most`: of texts that are sent again as a whole, whatever came before them.
    """
    choices = chunk.raw.get("choices")
    if not isinstance(choices, list):
        return chunk, False
    left, whole = _Budget(budget), _Budget(most)
    fitting = [_choice(choice, left, whole) for choice in choices if isinstance(choice, dict)]
    if not (left.was_exceeded or whole.was_exceeded):
        return chunk, False
    # It did not come to the end that its provider says.
    unfinished = [{**choice, "finish_reason": None} for choice in fitting]
    return Chunk({**chunk.raw, "choices": unfinished}), True


def _choice(choice: Mapping[str, Any], left: _Budget, whole: _Budget) -> dict[str, Any]:
    return {key: (whole if key == "message" else left).fit(value) for key, value in choice.items()}
