"""`/files`."""

from __future__ import annotations

from typing import Any, Final

from chatapp.api.http.paging import MOST
from chatapp.wire.request.metadata import PAIRS
from chatapp.wire.schema.json_schema import (
    Json,
    const,
    fields,
    flag,
    listed,
    one_of,
    or_null,
    ref,
    text,
    whole,
)

from .errors import failures
from .headers import headers

PURPOSES: Final = ("user_data", "assistants")
LONGEST_EXTERNAL_ID: Final = 200

_COLLECTION: Final = "The short name of a collection, as in its address."
_EXTERNAL_ID: Final = "Your own name for it: what you send under it again is its next version."
_METADATA: Final[Json] = {
    **PAIRS.json,
    "description": "Pairs of your own. In a form: `metadata[name]` for each.",
}
_PURPOSE: Final = one_of(PURPOSES, "Both mean the same here: to be found in the documents.")
_PAGE: Final[Json] = {
    "object": const("list"),
    "data": listed(ref("OpenAIFile")),
    "first_id": or_null(text()),
    "last_id": or_null(text("What the next page is `after`.")),
    "has_more": flag("Whether there is a next page."),
}
_FILE: Final[Json] = {
    "id": text(pattern="^file-[0-9a-f]{32}$"),
    "object": const("file"),
    "bytes": whole("Of its newest content."),
    "created_at": whole("Seconds since 1970: when it was sent first."),
    "filename": text(),
    "purpose": _PURPOSE,
    "status": one_of(
        ("uploaded", "processed", "error"), "`uploaded`: it waits or is read. `processed`: it is found."
    ),
    "status_details": or_null(text("Why it failed, or what was unpacked of an archive, in words.")),
    "collection": text(_COLLECTION),
    "external_id": or_null(text(_EXTERNAL_ID)),
    "metadata": _METADATA,
    "url": or_null(text("The page of its document, once there is one.")),
}
_DELETED: Final[Json] = {"id": text(), "object": const("file"), "deleted": flag()}

SCHEMAS: Final[Json] = {
    "CreateFileRequest": fields(
        {
            "file": text("The content.", format="binary"),
            "purpose": _PURPOSE,
            "collection": text(f"{_COLLECTION} You may edit it.", minLength=1),
            "external_id": text(
                f"{_EXTERNAL_ID} Without one the name of the file is it.", maxLength=LONGEST_EXTERNAL_ID
            ),
            "metadata": _METADATA,
        },
        needs=("file", "purpose", "collection"),
        additionalProperties=False,
    ),
    "OpenAIFile": fields(_FILE, "A file that a script sent.", needs=tuple(_FILE)),
    "ListFilesResponse": fields(_PAGE, needs=tuple(_PAGE)),
    "DeleteFileResponse": fields(_DELETED, needs=tuple(_DELETED)),
}


def _query(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_ID: Final[Json] = {
    "name": "file_id",
    "in": "path",
    "required": True,
    "description": "The id of a file.",
    "schema": text(minLength=1, examples=["file-0199a2b07c1f7d3e8a4b5c6d7e8f9a0b"]),
}
_SELECTION: Final = [
    _query("collection", "Only those of this collection.", text(minLength=1)),
    _query("external_id", "Only the one that you call so, in each collection.", text(minLength=1)),
    _query("purpose", "Only those of this purpose.", _PURPOSE),
    _query("after", "Go on behind this id.", text()),
    _query("limit", "How many.", whole(minimum=1, maximum=MOST, default=20)),
    _query("order", "`asc`: the oldest first.", text(enum=["asc", "desc"], default="asc")),
]


def _call(id: str, summary: str, description: str, schema: str, *statuses: str, **more: Any) -> Json:
    done = {
        "description": "Done.",
        "headers": headers(),
        "content": {"application/json": {"schema": ref(schema)}},
    }
    return {
        "operationId": id,
        "summary": summary,
        "description": description,
        "tags": ["Documents"],
        **more,
        "responses": {"200": done, **failures(*statuses, body="requestBody" in more)},
    }


PATHS: Final[Json] = {
    "/files": {
        "post": _call(
            "createFile",
            "Send a file to a collection",
            "It is read by a job and becomes a document. The same content again changes nothing; another one is the "
            "next version. The person of the key has to be an owner or editor of the collection.",
            "OpenAIFile",
            "403",
            "404",
            requestBody={
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": ref("CreateFileRequest"),
                        "encoding": {"metadata": {"style": "deepObject", "explode": True}},
                    }
                },
            },
        ),
        "get": _call(
            "listFiles",
            "List the files that scripts sent",
            "Those of the collections that the person of the key may read.",
            "ListFilesResponse",
            "400",
            "403",
            "404",
            parameters=_SELECTION,
        ),
    },
    "/files/{file_id}": {
        "parameters": [_ID],
        "get": _call("retrieveFile", "Look up a file", "How far it is.", "OpenAIFile", "403", "404"),
        "delete": _call(
            "deleteFile",
            "Delete a file and its document",
            "It is found no more, at once. The page of the collection can take it back for ten minutes.",
            "DeleteFileResponse",
            "403",
            "404",
        ),
    },
}
