"""A stored completion as the API shows it: the answer, the parameters of its request, and the messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chatapp.completions.public_id import public_id as id_of
from chatapp.completions.public_id import request_id
from chatapp.wire.json import jsontext
from chatapp.wire.normalize import completion
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.types.usage import Usage

# Parts that a stored message may have by the API's documents; where there are others, `parts` holds all of them.
_KNOWN_PARTS = ("text", "image_url")
# Of the request, by their names in it; null where it did not say.
ASKED = {
    "tool_choice": "tool_choice",
    "seed": "seed",
    "top_p": "top_p",
    "temperature": "temperature",
    "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty",
    "input_user": "user",
    "tools": "tools",
    "response_format": "response_format",
}


def stored_object(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row`: as `operations` reads it; `response` is null for the answer of a chat."""
    answer = _chat_answer(row) if row["response"] is None else jsontext.loads(row["response"])
    asked = row["parameters"] if row["response"] is None else jsontext.loads(row["asked"])
    shown = {
        "request_id": request_id(row["call"]) if row["call"] else None,
        **{name: asked.get(said) for name, said in ASKED.items()},
    }
    # The answer's own fields keep their order, and win over what is added.
    return {**answer, "metadata": row["metadata"], **{k: v for k, v in shown.items() if k not in answer}}


def stored_messages(public_id: str, messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each with an id that stays the same. `messages`: all that were sent, and those that were answered."""
    return [_message(f"{public_id}-{number}", message) for number, message in enumerate(messages)]


def _chat_answer(row: Mapping[str, Any]) -> dict[str, Any]:
    """From the rows of the completion, its message and the ledger."""
    choice = {
        "index": 0,
        "message": jsontext.loads(row["body"]),
        "finish_reason": next(iter(row["finish_reasons"]), None),
    }
    told = {name: row[name] for name in ("service_tier", "system_fingerprint") if row[name]}
    raw = {"model": row["served_model"] or row["model_name"], "choices": [choice], **told}
    return completion.normalized(raw, _identity(row), _usage(row))


def _identity(row: Mapping[str, Any]) -> Identity:
    return Identity(
        id=id_of(row["key"]),
        created=int(row["queued_at"].timestamp()),
        model=row["model_name"],
        provider=row["provider"],
        metadata=row["metadata"],
    )


def _usage(row: Mapping[str, Any]) -> Mapping[str, Any]:
    counted: Mapping[str, Any] = Usage.of(row["prompt_tokens"] or 0, row["completion_tokens"] or 0).raw
    return row["details"] or counted


def _message(id: str, message: Mapping[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    if not isinstance(content, list):
        return {**message, "id": id, "content": content, "content_parts": None}
    known = [part for part in content if part.get("type") in _KNOWN_PARTS]
    shown = {**message, "id": id, "content": None, "content_parts": known}
    return shown if len(known) == len(content) else {**shown, "parts": content}
