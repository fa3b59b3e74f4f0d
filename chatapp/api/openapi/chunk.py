"""The answer of `POST /chat/completions`, piece by piece."""

from __future__ import annotations

from typing import Final

from chatapp.providers.built_in import NAME
from chatapp.wire.json import jsontext
from chatapp.wire.schema.json_schema import Json, const, fields, listed, of, or_null, ref, text, whole

from .answer import CREATED, FINGERPRINT, FINISH_REASON, ID, PROVIDER, SERVICE_TIER

_TOOL_CALL: Final = fields(
    {
        "index": whole("Which call this belongs to.", minimum=0),
        "id": text("In the first piece of a call only, like `type` and the name."),
        "type": text(enum=["function", "custom"]),
        "function": fields({"name": text(), "arguments": text()}),
        "custom": fields({"name": text(), "input": text()}),
    },
    needs=("index",),
)
_DELTA: Final = fields(
    {
        "role": const("assistant", "In the first chunk of a choice."),
        "content": or_null(text("To be appended.")),
        "refusal": or_null(text("To be appended.")),
        "tool_calls": listed(_TOOL_CALL, "`arguments` and `input` are to be appended."),
        "function_call": fields({"name": text(), "arguments": text()}),
        "annotations": listed(of("object")),
        "audio": of("object"),
        "reasoning": or_null(text("To be appended.")),
    },
    "What is new.",
)

SCHEMAS: Final[Json] = {
    "ChatCompletionChunk": fields(
        {
            "id": {**ID, "description": "The same in every chunk."},
            "object": const("chat.completion.chunk"),
            "created": CREATED,
            "model": text("The model that answers, as its provider names it."),
            "choices": listed(ref("ChatCompletionChunkChoice")),
            "usage": or_null(
                {
                    **ref("CompletionUsage"),
                    "description": "Only with `include_usage`: null, and in the last chunk the counts.",
                }
            ),
            "service_tier": SERVICE_TIER,
            "system_fingerprint": FINGERPRINT,
            "provider": {**PROVIDER, "description": "In the first chunk."},
            "metadata": {**ref("Metadata"), "description": "In the first chunk."},
            "obfuscation": text("Padding: see `include_obfuscation`."),
        },
        "One event of a stream. Joined by their `index` the pieces are what a whole answer would have been.",
        needs=("id", "object", "created", "model", "choices"),
    ),
    "ChatCompletionChunkChoice": fields(
        {
            "index": whole(minimum=0),
            "delta": _DELTA,
            "logprobs": or_null(ref("ChoiceLogprobs")),
            "finish_reason": or_null(FINISH_REASON),
        },
        needs=("index", "delta", "logprobs", "finish_reason"),
    ),
}


def _json(name: str) -> Json:
    return text(contentMediaType="application/json", contentSchema=ref(name))


# As in OpenAPI 3.2's `itemSchema`, and in what tools do with 3.1: the schema is that of one event.
EVENT: Final = fields(
    {
        "data": {
            "anyOf": [_json("ChatCompletionChunk"), const("[DONE]"), _json("ErrorResponse")],
            "description": "A chunk; at the end `[DONE]`. Where something goes wrong in the middle it is an error, "
            "and no `[DONE]` comes after it.",
        }
    },
    "One server-sent event. Comments between them, lines that begin with a colon, keep the connection open while a "
    "model is silent.",
    needs=("data",),
)

_HEAD: Final[Json] = {
    "id": "chatcmpl-0199a2b07c1f7d3e8a4b5c6d7e8f9a0b",
    "object": "chat.completion.chunk",
    "created": 1764000000,
    "model": NAME,
}
_CHOICE: Final[Json] = {"index": 0, "delta": {"content": "Cats"}, "logprobs": None, "finish_reason": None}
EVENTS: Final[Json] = {
    "chunk": {"value": {"data": jsontext.dumps_text({**_HEAD, "choices": [_CHOICE]})}},
    "end": {"value": {"data": "[DONE]"}},
}
