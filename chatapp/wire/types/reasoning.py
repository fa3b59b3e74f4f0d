"""What a model thought, under the names that providers gave it."""

from collections.abc import Mapping
from typing import Any

__all__ = ["REASONING_KEYS", "reasoning_of"]


DETAILS = "reasoning_details"
_TEXT_KEYS = ("text", "summary")
REASONING_KEYS = frozenset(("reasoning_content", "reasoning", DETAILS))


def reasoning_of(message: Mapping[str, Any]) -> str:
    """The words of the first of these fields that has any."""
    details = message.get(DETAILS)
    said = (message.get("reasoning_content"), message.get("reasoning"), _all_words(details))
    return next((words for words in said if words and isinstance(words, str)), "")


def _all_words(details: Any) -> str:
    found = details if isinstance(details, list) else ()
    return "".join(words_of_detail(detail) for detail in found if isinstance(detail, Mapping))


def words_of_detail(detail: Mapping[str, Any]) -> str:
    return next((detail[key] for key in _TEXT_KEYS if isinstance(detail.get(key), str)), "")
