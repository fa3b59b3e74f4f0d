"""Listing and reading the team's documents, as tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chatapp.knowledge.results.documents import documents_in, parts_of
from chatapp.tools import arguments as given
from chatapp.tools.base import ToolContext, ToolError, ToolLine, ToolResult
from chatapp.tools.citations import DATA, UNANSWERED, Citation
from chatapp.tools.scope import scope
from chatapp.wire.json.jsontext import dumps

__all__ = ["ListDocuments", "ReadDocument"]

LONGEST_ADDRESS = 300
PARTS = 8
"""Passages that one call reads."""
LISTED = 50


class ListDocuments:
    name = "list_documents"
    line = ToolLine("document", "Listing the documents", "Listed the documents", detail="title")
    description = (
        "List the team's documents, and the files that are attached to this chat: address, title, summary and number"
        " of parts of each. Use it for questions on which documents there are; search_knowledge finds what stands in"
        " them."
    )
    parameters: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "title": {
                "type": "string",
                "description": "Only documents whose title holds these words.",
                "maxLength": LONGEST_ADDRESS,
            },
            "after": {"type": "integer", "description": "How many to pass over.", "minimum": 0},
        },
        "additionalProperties": False,
    }

    async def call(self, arguments: Mapping[str, Any], context: ToolContext) -> ToolResult:
        """`{"documents": [{document, title, summary, parts}], "more"}`, by title; `more`: `after` for the next ones."""
        words = given.text(arguments, "title", longest=LONGEST_ADDRESS) if arguments.get("title") else ""
        offset = given.whole(arguments, "after", default=0, least=0)
        async with context.connection_pool.connection() as connection:
            collections = await scope(connection, context)
            found = await documents_in(connection, collections, words=words, offset=offset, limit=LISTED + 1)
        documents = [
            {"document": one.address, "title": one.title, "summary": one.summary, "parts": one.parts}
            for one in found[:LISTED]
        ]
        more = offset + LISTED if len(found) > LISTED else None
        return ToolResult(dumps({"documents": documents, "more": more, "note": DATA}).decode())


class ReadDocument:
    name = "read_document"
    line = ToolLine("document", "Reading", "Read", detail="document")
    description = (
        f"Read a document in order, at most {PARTS} parts at once, when a passage that was found is not enough. Each"
        " part has a number; cite what you use as [number]."
    )
    parameters: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "document": {
                "type": "string",
                "description": "Its address, as search_knowledge and list_documents give it: collection/document.",
                "maxLength": LONGEST_ADDRESS,
            },
            "from_part": {
                "type": "integer",
                "description": "The first part to read; 1 unless said.",
                "minimum": 1,
            },
        },
        "required": ["document"],
        "additionalProperties": False,
    }

    async def call(self, arguments: Mapping[str, Any], context: ToolContext) -> ToolResult:
        """`{"document", "parts", "next_part", "passages"}`. Raises ToolError where it is not there for this person."""
        address = given.text(arguments, "document", longest=LONGEST_ADDRESS).strip().strip("/")
        first = given.whole(arguments, "from_part", default=1, least=1)
        async with context.connection_pool.connection() as connection:
            collections = await scope(connection, context)
            parts = await parts_of(connection, collections, address, first=first, count=PARTS)
        if not parts:
            raise ToolError(
                f"There is no part {first} of a document “{address}”. list_documents says which ones there are."
            )
        passages = [
            Citation(number, part.title, part.heading, part.url, part.text)
            for number, part in enumerate(parts, start=context.first_number)
        ]
        last = parts[-1]
        data = {
            "document": address,
            "parts": last.of,
            "next_part": last.number + 1 if last.number < last.of else None,
            "passages": [asdict(passage) for passage in passages],
            "note": f"{DATA} {UNANSWERED}",
        }
        return ToolResult(dumps(data).decode(), passages)
