"""The events of a streamed answer."""

from __future__ import annotations

from typing import Final

from chatapp.providers.built_in import NAME
from chatapp.wire.json import jsontext
from chatapp.wire.schema.json_schema import Json, const, fields, ref, text


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
