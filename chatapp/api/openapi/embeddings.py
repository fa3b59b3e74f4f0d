"""`POST /embeddings`."""

from __future__ import annotations

from typing import Final

from chatapp.wire.request.embeddings import BODY
from chatapp.wire.schema.json_schema import Json, either, fields, listed, number, ref, text, whole

from .errors import failures
from .headers import headers_of_call

SCHEMAS: Final[Json] = {
    **BODY.components,
    "CreateEmbeddingResponse": fields(
        {
            "object": text(examples=["list"]),
            "data": listed(ref("Embedding")),
            "model": text(),
            "usage": fields({"prompt_tokens": whole(), "total_tokens": whole()}),
        },
        "As the provider sent it, to the byte.",
        needs=("data",),
    ),
    "Embedding": fields(
        {
            "object": text(examples=["embedding"]),
            "index": whole("Which of the inputs."),
            "embedding": either(listed(number()), text("Base64 of little-endian floats of four bytes.")),
        }
    ),
}

PATHS: Final[Json] = {
    "/embeddings": {
        "post": {
            "operationId": "createEmbedding",
            "summary": "Turn texts into vectors",
            "tags": ["Embeddings"],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": BODY.json}},
            },
            "responses": {
                "200": {
                    "description": "The vectors.",
                    "headers": headers_of_call(),
                    "content": {"application/json": {"schema": ref("CreateEmbeddingResponse")}},
                },
                **failures("403", "404", body=True, provider=True),
            },
        }
    }
}
