"""`POST /chat/completions`."""

from __future__ import annotations

from typing import Final

from chatapp.wire.schema.json_schema import Json, ref

from .chunk import EVENT, EVENTS
from .errors import failures
from .headers import headers_of_call
from .request import EXAMPLES

TAG: Final = "Chat Completions"

_ON_STORED: Final = (
    "getChatCompletion",
    "getChatCompletionMessages",
    "updateChatCompletion",
    "deleteChatCompletion",
)


def _to_stored(call: str) -> Json:
    return {
        "operationId": call,
        "parameters": {"completion_id": "$response.body#/id"},
        "description": "Where the request said `store: true`.",
    }


CREATE: Final[Json] = {
    "operationId": "createChatCompletion",
    "summary": "Ask a model",
    "description": "One answer or several, whole or as a stream. This server makes one attempt at the model's "
    "provider, and then one at each model that it falls back to; it repeats none.",
    "tags": [TAG],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": ref("CreateChatCompletionRequest"), "examples": EXAMPLES}},
    },
    "responses": {
        "200": {
            "description": "The answer: JSON, or, with `stream`, server-sent events.",
            "headers": headers_of_call(),
            "links": {call: _to_stored(call) for call in _ON_STORED},
            "content": {
                "application/json": {"schema": ref("CreateChatCompletionResponse")},
                "text/event-stream": {"schema": EVENT, "examples": EVENTS},
            },
        },
        **failures("403", "404", body=True, provider=True),
    },
}
