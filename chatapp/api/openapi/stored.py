"""The five calls on stored completions."""

from __future__ import annotations

from typing import Any, Final

from chatapp.api.http.paging import MOST
from chatapp.wire.answer.completion import ID
from chatapp.wire.request.metadata import CHANGE, PAIRS
from chatapp.wire.schema.json_schema import (
    Json,
    const,
    either,
    fields,
    flag,
    listed,
    number,
    of,
    or_null,
    ref,
    text,
    whole,
)

from .chat import TAG
from .errors import failures
from .headers import headers

# What it was asked with; `user` would be the one of the request, and stands there as `input_user`.
_ASKED: Final = {
    name: or_null(schema)
    for name, schema in {
        "request_id": text("The `x-request-id` of the call; null for a chat's."),
        "tool_choice": either(text(), of("object")),
        "seed": whole(),
        "top_p": number(),
        "temperature": number(),
        "presence_penalty": number(),
        "frequency_penalty": number(),
        "input_user": text("The request's `user`."),
        "tools": listed(of("object")),
        "response_format": of("object"),
    }.items()
}


def _list_of(name: str, description: str) -> Json:
    properties = {
        "object": text(const="list"),
        "data": listed(ref(name)),
        "first_id": or_null(text()),
        "last_id": or_null(text("What the next page is `after`.")),
        "has_more": flag("Whether there is a next page."),
    }
    return fields(properties, description, needs=tuple(properties))


SCHEMAS: Final[Json] = {
    "ChatCompletionDeleted": fields(
        {"id": ID, "object": const("chat.completion.deleted"), "deleted": flag(const=True)},
        needs=("id", "object", "deleted"),
    ),
    **CHANGE.components,
    "StoredChatCompletion": {
        "allOf": [ref("CreateChatCompletionResponse"), fields(_ASKED, needs=tuple(_ASKED))],
        "description": "The answer as it was given out, and what it was asked with (null: it did not say).",
    },
    "ChatCompletionList": _list_of("StoredChatCompletion", "Stored completions."),
    "ChatCompletionStoreMessage": fields(
        {
            "id": text(examples=["chatcmpl-0199a2b07c1f7d3e8a4b5c6d7e8f9a0b-0"]),
            "role": text(),
            "content": or_null(text("Null where it was parts.")),
            "content_parts": or_null(listed(of("object"), "Texts and images.")),
            "parts": listed(of("object"), "All parts, where there are others than texts and images."),
        },
        "A message as it was sent or answered, with an id.",
        needs=("id", "role", "content", "content_parts"),
    ),
    "ChatCompletionMessageList": _list_of(
        "ChatCompletionStoreMessage", "The messages of a request, and those that were answered."
    ),
}


def _query(name: str, description: str, schema: Json, **more: Any) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


_ID: Final[Json] = {
    "name": "completion_id",
    "in": "path",
    "required": True,
    "description": "The id of a stored completion of yours.",
    "schema": text(minLength=1, examples=["chatcmpl-0199a2b07c1f7d3e8a4b5c6d7e8f9a0b"]),
}
_PART: Final = [
    _query("after", "Go on behind this id.", text()),
    _query("limit", "How many.", whole(minimum=1, maximum=MOST, default=20)),
    _query("order", "`asc`: the oldest first.", text(enum=["asc", "desc"], default="asc")),
]
_WANTED: Final = [
    _query("model", "Only those of this model, by any of its names.", text()),
    _query(
        "metadata",
        "Only those with all these pairs: `metadata[project]=newsletter`.",
        PAIRS.json,
        style="deepObject",
        explode=True,
    ),
]


def _call(id: str, summary: str, schema: str, *statuses: str, **more: Any) -> Json:
    found = {
        "description": "Done.",
        "headers": headers(),
        "content": {"application/json": {"schema": ref(schema)}},
    }
    errors = failures(*statuses, body="requestBody" in more)
    return {
        "operationId": id,
        "summary": summary,
        "tags": [TAG],
        **more,
        "responses": {"200": found, **errors},
    }


_CHANGE: Final[Json] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": CHANGE.json,
            "example": {"metadata": {"project": "newsletter"}},
        }
    },
}

LIST: Final = _call(
    "listChatCompletions",
    "List your stored completions",
    "ChatCompletionList",
    "400",
    "404",
    parameters=[*_PART, *_WANTED],
    description="Those whose request said `store: true`, and those of your chats that are kept. The order stays the "
    "same while others come.",
)

PATHS: Final[Json] = {
    "/chat/completions/{completion_id}": {
        "parameters": [_ID],
        "get": _call("getChatCompletion", "Look up a stored completion", "StoredChatCompletion", "404"),
        "post": _call(
            "updateChatCompletion",
            "Change the metadata of a stored completion",
            "StoredChatCompletion",
            "403",
            "404",
            requestBody=_CHANGE,
        ),
        "delete": _call(
            "deleteChatCompletion",
            "Delete what a stored completion holds",
            "ChatCompletionDeleted",
            "403",
            "404",
            description="For good. Its tokens and its cost stay; a message of a chat stays in the chat.",
        ),
    },
    "/chat/completions/{completion_id}/messages": {
        "parameters": [_ID],
        "get": _call(
            "getChatCompletionMessages",
            "List the messages of a stored completion",
            "ChatCompletionMessageList",
            "400",
            "404",
            parameters=_PART,
        ),
    },
}
