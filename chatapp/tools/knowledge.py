"""The search of the team's documents, as a tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from chatapp.knowledge.results.corrected import search_corrected
from chatapp.knowledge.retrieval import likely_answered
from chatapp.tools import arguments as given
from chatapp.tools.base import ToolContext, ToolLine, ToolResult
from chatapp.tools.citations import DATA, UNANSWERED, Citation
from chatapp.tools.scope import scope
from chatapp.wire.json.jsontext import dumps

__all__ = ["SearchKnowledge"]

LONGEST_QUERY = 1000
PASSAGES = 6
NEAREST = 3
_GOOD, _POOR = "good", "weak"
_WEAK = (
    "The documents do not answer this: the best passages are likely to be about something else. Search once more in"
    " other words. If nothing fits, say that the documents do not answer it, and name the nearest sections."
)


class SearchKnowledge:
    name = "search_knowledge"
    line = ToolLine("search", "Searching the documents", "Searched the documents", detail="query")
    description = (
        "Search the team's documents, this product's own documentation, and the files that are attached to this chat."
        " Gives the best passages, each with a number; cite what you use as [number]. Search again in other words if"
        " nothing fits."
    )
    parameters: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "query": {
                "type": "string",
                "description": "A question or a few words, in the language of the documents.",
                "maxLength": LONGEST_QUERY,
            },
            "files_only": {
                "type": "boolean",
                "description": "Only in the files that are attached to this chat.",
            },
        },
        "required": ["query"],
        "additionalProperties": False,
    }

    async def call(self, arguments: Mapping[str, Any], context: ToolContext) -> ToolResult:
        """`{"match", "passages": [{number, document, title, heading, url, text, match, score}], "note"}`, best
        first.

        `match` is "good", or "weak" where a passage is likely to be about something else; where all are, with a
        `verdict` and the `nearest` three sections. `document` is the address that `read_document` takes, `score` the
        fit of the passage (`retrieval.Hit`). `corrections`: words that were searched for instead of ones that no
        document has.
        """
        query = given.text(arguments, "query", longest=LONGEST_QUERY)
        files_only = given.flag(arguments, "files_only")
        async with context.connection_pool.connection() as connection:
            collections = await scope(connection, context, files_only=files_only)
            asked, hits = await search_corrected(connection, query, collections=collections, limit=PASSAGES)
        passages = [
            Citation(number, hit.title, hit.heading, hit.url, hit.text)
            for number, hit in enumerate(hits, start=context.first_number)
        ]
        good = likely_answered(hits)
        match = {"match": _GOOD} if good else _weak(passages)
        shown = [
            {
                **asdict(passage),
                "document": hit.address,
                "match": _GOOD if hit.is_likely else _POOR,
                "score": round(hit.fit, 2),
            }
            for hit, passage in zip(hits, passages, strict=True)
        ]
        meant = {"corrections": [asdict(one) for one in asked.corrections]} if asked.corrections else {}
        data = {**match, **meant, "passages": shown, "note": f"{DATA} {UNANSWERED}"}
        return ToolResult(dumps(data).decode(), passages, good=good)


def _weak(passages: Sequence[Citation]) -> dict[str, Any]:
    nearest = list(dict.fromkeys(passage.label for passage in passages))[:NEAREST]
    return {"match": _POOR, "verdict": _WEAK, "nearest": nearest}
