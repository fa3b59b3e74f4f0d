"""Finding passages: BM25 over the postings, in one statement.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.2
and b = 0.75, and the idf that never turns negative, ln(1 + (N - n + 0.5) / (n + 0.5)), as Lucene has it. The
factor k1 + 1, the same for all, is left out; k1 (1 - b + b * length / mean) reads 0.3 + 0.9 * length / mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from chatapp.knowledge.postings import LANGUAGE
from chatapp.knowledge.terms import identifiers, words

__all__ = ["Hit", "search"]

LONGEST_QUERY = 4000
"""Characters that are looked at."""

_SEARCH = f"""
WITH scope AS (
    SELECT id, passage_count::float8, term_count::float8,
        tsvector_to_array(to_tsvector({LANGUAGE}, %(words)s)) || %(names)s::text[] AS terms
    FROM knowledge_collection WHERE id = ANY (%(collections)s)
),
total AS (
    SELECT sum(passage_count) AS passages, sum(passage_count) / nullif(sum(term_count), 0) AS per_term
    FROM scope
),
wanted AS (
    SELECT term, array_agg(id) AS collections FROM scope, unnest(terms) AS term GROUP BY term
),
best AS (
    SELECT passage_id, sum(
        ln(1 + (passages - holders + 0.5) / (holders + 0.5)) * count / (count + 0.3 + 0.9 * length * per_term)
    ) AS score
    FROM total, wanted, LATERAL (
        SELECT passage_id, count::float8, length::float8, count(*) OVER ()::float8 AS holders
        FROM knowledge_posting WHERE term = wanted.term AND collection_id = ANY (wanted.collections)
    ) AS posting
    GROUP BY passage_id ORDER BY score DESC, passage_id LIMIT %(limit)s
)
SELECT passage.id AS passage_id, document.id AS document_id, document.title, passage.heading, passage.text,
    best.score,
    '/documents/' || collection.slug || '/' || document.slug || '/' ||
    CASE passage.anchor WHEN '' THEN '' ELSE '#' || passage.anchor END AS url
FROM best
JOIN knowledge_passage AS passage ON passage.id = best.passage_id
JOIN knowledge_document AS document ON document.id = passage.document_id
JOIN knowledge_collection AS collection ON collection.id = document.collection_id
ORDER BY best.score DESC, best.passage_id
"""  # noqa: S608  (of constants)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `url` is a path on this server; scores compare within one search only."""

    passage_id: int
    document_id: int
    title: str
    heading: str
    url: str
    text: str
    score: float


async def search(
    connection: AsyncConnection[Any], query: str, *, collections: Sequence[int], limit: int = 6
) -> list[Hit]:
    """The best passages of these collections, best first; equal ones as they were taken in.

    Whoever asks says by `access.searchable` which collections those are: nothing stands for all of them.
    """
    query = query[:LONGEST_QUERY]
    parameters = {
        "words": words(query),
        "names": list(identifiers(query)),
        "collections": list(collections),
        "limit": limit,
    }
    async with connection.cursor(row_factory=class_row(Hit)) as cursor:
        await cursor.execute(_SEARCH, parameters)
        return await cursor.fetchall()
