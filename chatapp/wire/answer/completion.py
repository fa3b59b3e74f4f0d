"""The answer of `POST /chat/completions`: its head and its choices."""

from __future__ import annotations

from typing import Final

from chatapp.wire.answer import logprobs, message, usage
from chatapp.wire.answer.field import BOTH, Field, Shape, described
from chatapp.wire.request.metadata import METADATA
from chatapp.wire.schema.json_schema import (
    NULL,
    Json,
    const,
    either,
    listed,
    one_of,
    or_null,
    ref,
    text,
    whole,
)
from chatapp.wire.types.finish_reason import REASONS

__all__ = ["CHOICE_KEYS", "HEAD_KEYS", "ID", "SCHEMAS", "TIERS"]

TIERS: Final = ("auto", "default", "flex", "scale", "priority")
"""The service tiers of the API."""

ID: Final = text("Ours, whatever the provider sent.", pattern="^chatcmpl-[0-9a-f]{32}$")
_FINISH_REASON: Final = one_of(
    REASONS,
    "Why the answer ended; `function_call` in the older API. Where the provider said another word, that stands in "
    "`native_finish_reason`.",
)
_PROVIDER: Final = text("Who answered.", examples=["built-in"])
_FIRST_CHUNK: Final[Json] = {"description": "In the first chunk."}
_LAST_CHUNK: Final[Json] = {
    "description": "Only with `include_usage`: null, and in the last chunk the counts."
}
_WHOLE: Final = frozenset((Shape.WHOLE,))

_CHOICE: Final = {
    "index": Field.same(whole(minimum=0), BOTH),
    "message": Field(ref("ChatCompletionAssistantMessage"), None, BOTH),
    "delta": Field(None, described(message.MESSAGE, Shape.CHUNK, "What is new."), BOTH),
    "logprobs": Field.same(or_null(ref("ChoiceLogprobs")), BOTH),
    "finish_reason": Field(_FINISH_REASON, or_null(_FINISH_REASON), BOTH),
}
_HEAD: Final = {
    "id": Field(ID, {**ID, "description": "The same in every chunk."}, BOTH),
    "object": Field(const("chat.completion"), const("chat.completion.chunk"), BOTH),
    "created": Field.same(whole("Unix seconds.", minimum=0), BOTH),
    "model": Field.same(text("The model that answers, as its provider names it."), BOTH),
    "choices": Field(
        listed(ref("ChatCompletionChoice"), "As many as `n` asked for."),
        listed(ref("ChatCompletionChunkChoice")),
        BOTH,
    ),
    "usage": Field(ref("CompletionUsage"), or_null({**ref("CompletionUsage"), **_LAST_CHUNK}), _WHOLE),
    "service_tier": Field.same(either(one_of(TIERS), NULL, description="How the call was served.")),
    "system_fingerprint": Field.same(or_null(text("The provider's mark of its configuration."))),
    "provider": Field(_PROVIDER, _PROVIDER | _FIRST_CHUNK, _WHOLE),
    "metadata": Field(METADATA.json, METADATA.json | _FIRST_CHUNK, _WHOLE),
    "obfuscation": Field(None, text("Padding: see `include_obfuscation`.")),
}

# Quirk: Moonshot reports the usage within a choice.
CHOICE_KEYS: Final = frozenset((*_CHOICE, "usage"))
"""The fields of a choice that are understood; all else is passed on."""

HEAD_KEYS: Final = frozenset(_HEAD) - {"provider", "metadata"}
"""The fields of a provider's head that are understood; all else is passed on. `provider` and `metadata` are ours."""

SCHEMAS: Final[Json] = {
    "CreateChatCompletionResponse": described(
        _HEAD, Shape.WHOLE, "A whole answer. What a provider sends beside these fields is passed on."
    ),
    "ChatCompletionChoice": described(_CHOICE, Shape.WHOLE),
    "ChatCompletionAssistantMessage": described(message.MESSAGE, Shape.WHOLE),
    "ChatCompletionChunk": described(
        _HEAD,
        Shape.CHUNK,
        "One event of a stream. Joined by their `index` the pieces are what a whole answer would have been.",
    ),
    "ChatCompletionChunkChoice": described(_CHOICE, Shape.CHUNK),
    **message.SCHEMAS,
    **logprobs.SCHEMAS,
    **usage.SCHEMAS,
}
