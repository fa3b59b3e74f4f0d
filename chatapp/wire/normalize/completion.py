"""Whole answers, repaired to the shape that satisfies every document that describes them.

The quirks of providers are undone by what undoes them in a stream (`accumulate/choice`), so that the same answer
comes out the same either way. Fields that nobody knows stay. What cannot be expressed by all documents at
once (a custom tool's call) stays as the provider sent it.
"""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.choice import MOST_CHOICES, ChoiceAccumulator
from chatapp.wire.json.readable import readable
from chatapp.wire.normalize.head import created_of, facts_of, rest_of_head
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.normalize.logprobs import logprobs_of
from chatapp.wire.normalize.parts import annotations_of, audio_of, call_of
from chatapp.wire.normalize.usage import usage_of
from chatapp.wire.types.finish_reason import missing_reason, native_reason, standard_reason
from chatapp.wire.types.view import objects, text, whole

__all__ = ["normalized"]


def normalized(raw: Mapping[str, Any], identity: Identity, usage: Mapping[str, Any]) -> dict[str, Any]:
    """A provider's whole answer, or an accumulated one. `usage` is used where the provider reported none."""
    choices = objects(raw, "choices")[:MOST_CHOICES]
    repaired = {
        "id": identity.id,
        "object": "chat.completion",
        "created": created_of(raw, identity),
        "model": text(raw, "model") or identity.model,
        **facts_of(raw),
        "choices": [
            _choice(one, index, identity) for one, index in zip(choices, _indexes(choices), strict=True)
        ],
        "usage": usage_of(_reported(raw, choices), usage),
        **rest_of_head(raw, identity),
        "provider": identity.provider,
        "metadata": dict(identity.metadata),
    }
    cleaned: dict[str, Any] = readable(repaired)
    return cleaned


def _reported(raw: Mapping[str, Any], choices: list[Mapping[str, Any]]) -> Any:
    """Quirk: Moonshot reports the usage within a choice."""
    return next(
        (usage for usage in (raw.get("usage"), *(one.get("usage") for one in choices)) if usage), None
    )


def _indexes(choices: list[Mapping[str, Any]]) -> list[int]:
    """The index of each, and the first free one for each that has none or another's."""
    taken: list[int] = []
    said = [whole(one, "index") for one in choices]
    for index in said:
        if index is None or not 0 <= index < MOST_CHOICES or index in taken:
            index = next(free for free in range(len(choices) + len(taken) + 1) if free not in {*taken, *said})
        taken.append(index)
    return taken


def _choice(raw: Mapping[str, Any], index: int, identity: Identity) -> dict[str, Any]:
    growing = ChoiceAccumulator(index)
    growing.feed(raw, [], is_whole=True)
    choice = growing.to_json()
    message = _message(choice["message"], index, identity)
    said = growing.finish_reason
    reason = standard_reason(said, message) if said else missing_reason(message)
    known = {
        "index": index,
        "message": message,
        "logprobs": logprobs_of(choice["logprobs"]),
        "finish_reason": reason,
        **native_reason(said or reason, reason, choice),
    }
    return {**choice, **known}


def _message(raw: Mapping[str, Any], choice: int, identity: Identity) -> dict[str, Any]:
    """Every field is what the documents say, or, where it may be, absent."""
    message = {"role": "assistant", "content": raw["content"], "refusal": text(raw, "refusal")}
    for key, value in raw.items():
        match key, value:
            case (("role" | "content" | "refusal"), _):
                pass
            case "tool_calls", list():
                if value:
                    message[key] = [call_of(call, identity, choice, at) for at, call in enumerate(value)]
            case "annotations", list():
                message[key] = annotations_of(value)
            case "audio", dict():
                message[key] = audio_of(value, identity, choice)
            case ("function_call", dict()) | ("audio", None) | ("reasoning", str() | None):
                message[key] = value
            case (("tool_calls" | "annotations" | "audio" | "function_call" | "reasoning"), _):
                pass
            case _:
                message[key] = value
    return message
