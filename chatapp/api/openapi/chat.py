"""`POST /chat/completions`."""

from __future__ import annotations

from typing import Final

from chatapp.providers.built_in import NAME
from chatapp.wire.request.parameters import BODY
from chatapp.wire.schema.json_schema import Json, ref

from .errors import failures
from .events import EVENT, EVENTS
from .headers import headers_of_call

TAG: Final = "Chat Completions"

SCHEMAS: Final = BODY.components

_QUESTION: Final[Json] = {
    "model": NAME,
    "messages": [{"role": "user", "content": "How do I connect a provider?"}],
}
_WEATHER: Final[Json] = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city, now.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
EXAMPLES: Final[Json] = {
    "question": {"summary": "A question", "value": _QUESTION},
    "stream": {
        "summary": "Piece by piece, with the usage at the end",
        "value": {**_QUESTION, "stream": True, "stream_options": {"include_usage": True}},
    },
    "stored": {
        "summary": "Kept, to be found by its metadata",
        "value": {**_QUESTION, "store": True, "metadata": {"project": "newsletter"}},
    },
    "tool": {"summary": "With a tool", "value": {**_QUESTION, "tools": [_WEATHER], "tool_choice": "auto"}},
}

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
        "content": {"application/json": {"schema": BODY.json, "examples": EXAMPLES}},
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
