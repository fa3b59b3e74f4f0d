"""`POST /search`."""

from __future__ import annotations

from typing import Final

from chatapp.knowledge.retrieval import KINDS
from chatapp.wire.schema.json_schema import Json, const, number, one_of, ref
from chatapp.wire.schema.json_schema import fields as answered
from chatapp.wire.schema.json_schema import listed as list_of
from chatapp.wire.schema.json_schema import text as said
from chatapp.wire.schema.scalars import filled, integer, text, word
from chatapp.wire.schema.structures import fields, listed

from .errors import failures
from .headers import headers

TAG: Final = "Documents"
MOST: Final = 50
DEFAULT: Final = 10
LONGEST_QUERY: Final = 4000

PARAMETERS: Final = {
    "query": filled(
        "A question or a few words, in the language of the documents. Beyond "
        f"{LONGEST_QUERY} characters nothing is looked at.",
        examples=["How long are chats kept?"],
    ),
    "collections": listed(
        filled(examples=["product"]),
        "The short names of the collections to search, as in their addresses. Without any: all that you may read.",
    ),
    "kinds": listed(
        word(*KINDS),
        "Only documents of these kinds: `text` are documents of word processors and books, `plain` Markdown, text and "
        "what has no file.",
    ),
    "changed_since": text("Only documents that changed on this day (UTC) or later.", format="date"),
    "changed_before": text("Only documents that last changed before this day (UTC).", format="date"),
    "limit": integer(f"The most passages that are given; {DEFAULT} unless said.", 1, MOST),
}
BODY: Final = fields(PARAMETERS, "What to look for.", needs=("query",), additionalProperties=False).component(
    "SearchRequest"
)

SCHEMAS: Final[Json] = {
    **BODY.components,
    "SearchResponse": answered(
        {
            "object": const("search.results"),
            "query": said("As it was asked."),
            "corrections": list_of(
                ref("SearchCorrection"),
                "Words that are in no document that you may read, and what was searched for instead.",
            ),
            "match": one_of(
                ("good", "weak", "none"),
                "Whether the passages are likely to be on the subject: `weak` where the best one has less than 30 % "
                "of what a passage of nothing but the question would have.",
            ),
            "data": list_of(ref("SearchResult"), "The passages, the best one first."),
        },
        needs=("object", "query", "corrections", "match", "data"),
    ),
    "SearchCorrection": answered(
        {
            "said": said(examples=["provder"]),
            "searched": said("The nearest word that there is.", examples=["provider"]),
        },
        needs=("said", "searched"),
    ),
    "SearchResult": answered(
        {
            "object": const("search.result"),
            "collection": said("The short name of its collection.", examples=["product"]),
            "title": said("Of the document."),
            "heading": said("The headings above the passage, the outermost first; empty at the beginning."),
            "url": said("The document's page, at the heading of the passage."),
            "text": said("The passage, as Markdown."),
            "score": number("By BM25: compares within one search only."),
            "fit": number("The part of the score that a passage of nothing but the question would have."),
        },
        needs=("object", "collection", "title", "heading", "url", "text", "score", "fit"),
    ),
}

PATHS: Final[Json] = {
    "/search": {
        "post": {
            "operationId": "searchDocuments",
            "summary": "Find passages in the team's documents",
            "description": "What the person of the key may read, ranked by BM25. No model is asked, and it costs "
            "nothing. A read-only key may search; one that is limited to models may not.",
            "tags": [TAG],
            "requestBody": {"required": True, "content": {"application/json": {"schema": BODY.json}}},
            "responses": {
                "200": {
                    "description": "The passages.",
                    "headers": headers(),
                    "content": {"application/json": {"schema": ref("SearchResponse")}},
                },
                **failures("403", "404", body=True),
            },
        }
    }
}
