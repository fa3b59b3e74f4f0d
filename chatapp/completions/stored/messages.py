"""The messages of a stored completion as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# Parts that a stored message may have by the API's documents; where there are others, `parts` holds all of them.
_KNOWN_PARTS = ("text", "image_url")


def stored_messages(public_id: str, messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each with an id that stays the same. `messages`: all that were sent, and those that were answered."""
    return [_shown(f"{public_id}-{number}", message) for number, message in enumerate(messages)]


def _shown(id: str, message: Mapping[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    if not isinstance(content, list):
        return {**message, "id": id, "content": content, "content_parts": None}
    known = [part for part in content if part.get("type") in _KNOWN_PARTS]
    shown = {**message, "id": id, "content": None, "content_parts": known}
    return shown if len(known) == len(content) else {**shown, "parts": content}
