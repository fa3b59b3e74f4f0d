"""The whole document, put together."""

from __future__ import annotations

from typing import Final

from chatapp.wire.answer import completion
from chatapp.wire.schema.json_schema import Json, fields, of, text

from . import chat, embeddings, errors, files, models, search, stored, usage
from .headers import HEADERS, headers

_ABOUT: Final = """\
Chat completions, stored completions, embeddings, models and usage: the API that the official clients speak, on every \
provider that this server is connected to; and the team's documents, to send and to search. A key is made on the \
account page. Every answer has an `x-request-id`; every error has the same shape. Addresses that are not here are \
answered with 404, methods that are not here with 405.
"""

_SELF: Final[Json] = {
    "operationId": "getDocument",
    "summary": "This document",
    "tags": ["Document"],
    "security": [],
    "responses": {
        "200": {
            "description": "OpenAPI 3.1.",
            "headers": headers(),
            "content": {
                "application/json": {
                    "schema": fields(
                        {"openapi": text(pattern=r"^3\.1\."), "info": of("object"), "paths": of("object")},
                        needs=("openapi", "info", "paths"),
                    )
                }
            },
        }
    },
}

_NOUNS: Final = (chat, completion, stored, embeddings, models, files, search, usage, errors)

_DOCUMENT: Final[Json] = {
    "openapi": "3.1.0",
    "info": {"title": "Chat Completions API", "version": "1.0.0", "description": _ABOUT},
    "servers": [],
    "security": [{"BearerAuth": []}],
    "tags": [
        {"name": chat.TAG, "description": "Ask a model, and come back to what was stored."},
        {"name": "Embeddings", "description": "Texts as vectors."},
        {"name": models.TAG, "description": "What can be asked."},
        {"name": search.TAG, "description": "What the team has written down."},
        {"name": usage.TAG, "description": "What was used, and what it cost."},
        {"name": "Document", "description": "What you read."},
    ],
    "paths": {
        "/chat/completions": {"post": chat.CREATE, "get": stored.LIST},
        **stored.PATHS,
        **embeddings.PATHS,
        **models.PATHS,
        **files.PATHS,
        **search.PATHS,
        **usage.PATHS,
        "/openapi.json": {"get": _SELF},
    },
    "components": {
        "securitySchemes": {
            "BearerAuth": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API key: `Authorization: Bearer sk-chatapp-…`.",
            }
        },
        "schemas": {name: schema for noun in _NOUNS for name, schema in noun.SCHEMAS.items()},
        "headers": HEADERS,
        "responses": errors.RESPONSES,
    },
}


def document(base_url: str) -> Json:
    """`base_url`: where `/v1` is for whoever asks."""
    return {**_DOCUMENT, "servers": [{"url": base_url}]}
