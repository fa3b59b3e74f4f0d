"""`POST /chat/completions`."""

from __future__ import annotations

from typing import Final

from .chunk import STREAM, STREAM_EXAMPLE
from .errors import failures
from .headers import headers_of_call
from .request import EXAMPLES
from .schema import Json, ref

TAG: Final = "Chat Completions"

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
            "content": {
                "application/json": {"schema": ref("CreateChatCompletionResponse")},
                "text/event-stream": {"schema": STREAM, "example": STREAM_EXAMPLE},
            },
        },
        **failures("403", "404", body=True, provider=True),
    },
}
