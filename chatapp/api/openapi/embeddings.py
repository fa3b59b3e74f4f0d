"""`POST /embeddings`."""

from __future__ import annotations

from typing import Final

from chatapp.wire.schema.json_schema import (
    Json,
    all_or_null,
    either,
    fields,
    listed,
    number,
    ref,
    text,
    whole,
)

from .errors import failures
from .headers import headers_of_call
from .request import MODEL

_INPUT: Final = either(
    text("One text.", minLength=1),
    listed(text(minLength=1), "Several texts.", minItems=1),
    listed(whole(), "One text as tokens.", minItems=1),
    listed(listed(whole(), minItems=1), "Several texts as tokens.", minItems=1),
    description="What to embed.",
)

SCHEMAS: Final[Json] = {
    "CreateEmbeddingRequest": fields(
        {
            "model": {**MODEL, "examples": ["text-embedding-3-small"]},
            "input": {**_INPUT, "examples": [["How do cats sleep?"]]},
            **all_or_null(
                {
                    "encoding_format": text(examples=["float", "base64"]),
                    "dimensions": whole(
                        "The length of the vectors, where the model leaves it open.", minimum=1
                    ),
                    "user": text("Who of your own users asks. Passed on."),
                }
            ),
        },
        "Parameters that are not named here are passed on to the provider.",
        needs=("model", "input"),
    ),
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
                "content": {"application/json": {"schema": ref("CreateEmbeddingRequest")}},
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
