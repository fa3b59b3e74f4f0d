"""Why an answer ended, in the words of the API."""

from collections.abc import Mapping
from typing import Any

__all__ = ["end_of", "end_without_reason"]

_SYNONYMS = {
    "stop": ("end", "end_turn", "eos", "eos_token", "stop_sequence", "complete", "completed"),
    "length": ("max_tokens", "max_output_tokens", "length_limit"),
    "tool_calls": ("tool_call", "tool_use"),
    "content_filter": ("content_filtered", "safety", "recitation", "blocked", "refusal"),
    "function_call": (),
}
_WORDS = {other: word for word, others in _SYNONYMS.items() for other in (word, *others)}


def end_of(reason: str) -> str:
    """The API's word for a provider's finish reason; what has none stays as it is."""
    return _WORDS.get(reason) or _WORDS.get(reason.lower(), reason)


def end_without_reason(message: Mapping[str, Any]) -> str:
    """What the finish reason has to be where the provider never gave one."""
    if message.get("tool_calls"):
        return "tool_calls"
    return "function_call" if message.get("function_call") else "stop"
