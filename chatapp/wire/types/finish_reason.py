"""Why an answer ended, in the words of the API."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.types.error_body import ErrorBody
from chatapp.wire.types.view import objects

__all__ = ["REASONS", "error_at_end", "missing_reason", "native_reason", "standard_reason", "without_end"]

NATIVE = "native_finish_reason"
"""Where the provider's own word is kept."""

_SYNONYMS = {
    "stop": "end end_turn eos eos_token stop_sequence complete completed",
    # What was cut short, for whatever reason, is not whole.
    "length": "max_tokens max_output_tokens length_limit model_length model_context_window_exceeded abort aborted"
    " cancelled canceled timeout time_limit insufficient_system_resource",
    "tool_calls": "tool_call tool_use",
    "content_filter": "content_filtered safety recitation blocked blocklist prohibited_content refusal sensitive spii",
    "function_call": "",
}
REASONS = tuple(_SYNONYMS)
"""The words of the API."""

_WORDS = {other: word for word, others in _SYNONYMS.items() for other in (word, *others.split())}


_ERROR = "error"


def standard_reason(reason: str, message: Mapping[str, Any]) -> str:
    """The nearest of the API's words for a provider's finish reason."""
    return _WORDS.get(reason) or _WORDS.get(reason.lower()) or missing_reason(message)


def native_reason(reason: str, word: str, choice: Mapping[str, Any]) -> dict[str, Any]:
    """The provider's own word, where `word` is another and the choice does not carry it already."""
    return {} if reason == word or choice.get(NATIVE) else {NATIVE: reason}


def error_at_end(raw: Mapping[str, Any]) -> ErrorBody | None:
    """The error that a chunk or an answer ends with, where a provider sends that as the finish reason."""
    for choice in objects(raw, "choices"):
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason.lower() == _ERROR:
            if choice.get("error"):
                return ErrorBody.parse({"error": choice["error"]}, 200)
            return ErrorBody.of(
                "The provider ended the answer with an error.", type="upstream_error", code=_ERROR
            )
    return None


def without_end(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A chunk with what it says, and no word of an end."""
    return {**raw, "choices": [{**choice, "finish_reason": None} for choice in objects(raw, "choices")]}


def missing_reason(message: Mapping[str, Any]) -> str:
    """What the finish reason has to be where the provider never gave one."""
    if message.get("tool_calls"):
        return "tool_calls"
    return "function_call" if message.get("function_call") else "stop"
