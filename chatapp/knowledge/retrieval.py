"""Finding passages: BM25 over the postings, in one statement.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.2
and b = 0.75, and the idf that never turns negative, ln(1 + (N - n + 0.5) / (n + 0.5)), as Lucene has it. The
factor k1 + 1, the same for all, is left out; k1 (1 - b + b * length / mean) reads 0.3 + 0.9 * length / mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import class_row

from chatapp.extraction import media_types
from chatapp.knowledge.postings import LANGUAGE
from chatapp.knowledge.terms import identifiers, words

__all__ = [
    "ADDRESS",
    "EVERYTHING",
    "KINDS",
    "SEARCH",
    "Hit",
    "Only",
    "address_of",
    "asked",
    "likely_answered",
    "search",
]

LONGEST_QUERY = 4000
"""Characters that are looked at."""

ANSWERING_FIT = 0.30
"""Measured on five collections: 91 to 100 % of the questions on another subject stay below, and 3 to 10 % of good ones
(19 % of claims). It does not tell a question that the documents nearly answer: that takes a model that reads."""

FIRST_FIT = 0.45
"""From this fit on, a verified answer comes before all that nobody verified. One whose question is asked in its own
words has 0.6 and more; in one of its other wordings about 0.5."""

MOST_POSTINGS = 50_000
"""A question whose terms have more of them is answered in two stages: its rarest terms, up to so many postings, lead to
the passages. On four collections, with as many postings as half their passages: nDCG@10 0.6702 instead of 0.6710."""

FEW_POSTINGS = 10_000
TELLING = 0.8
"""Beyond so few postings a term leads only where the rarer ones are less than this part of the question's weight. On
three collections, with as many postings as a tenth of their passages: no difference to the limit above alone, with
0.7 at most 0.0007 less; of 100,000 passages it halves the time of a median question."""

CANDIDATES = 200
"""Passages that the first stage leaves to be scored by all terms."""

KINDS: Final = MappingProxyType(
    {
        "pdf": (media_types.PDF,),
        "text": (media_types.DOCX, media_types.ODT, media_types.DOC, media_types.RTF, media_types.EPUB),
        "slides": (media_types.PPTX, media_types.ODP, media_types.PPT),
        "table": (media_types.XLSX, media_types.ODS, media_types.XLS, media_types.CSV),
        "web": (media_types.HTML,),
        "mail": (media_types.MAIL,),
        "plain": ("", media_types.MARKDOWN, media_types.TEXT, media_types.JSON, media_types.NOTEBOOK),
    }
)
"""What a search can be narrowed to: a kind of documents -> their media types, none where there is no file."""

_address_ends = re.compile("[?&#]")

ADDRESS = """
    '/documents/' || collection.slug || '/' || document.slug || '/' ||
    CASE WHEN document.version > 0 THEN '?version=' || document.version ||
        coalesce('&at=' || passage.start || '-' || passage."end", '') ELSE '' END ||
    CASE WHEN passage.page > 0 THEN '&page=' || passage.page || '#page-' || passage.page
        WHEN passage.anchor <> '' THEN '#' || passage.anchor ELSE '' END
"""
"""SQL: where a passage is read, a path on this server. The text of a version stays as it is, and with it the passage's
place; the product's own documents change with each release."""

SEARCH = f"""
WITH scope AS (
    SELECT id AS collection_id, passage_count::float8, term_count::float8, language AS own, other_languages
    FROM knowledge_collection WHERE id = ANY (%(collections)s)
),
total AS (
    SELECT sum(passage_count) AS passages, sum(passage_count) / nullif(sum(term_count), 0) AS per_term
    FROM scope
),
spoken AS (
    SELECT collection_id, '' AS name, own AS language FROM scope
    UNION ALL SELECT collection_id, other, other FROM scope, unnest(other_languages) AS other
),
lexeme AS (
    SELECT language, lexeme AS term, cardinality(positions)::float8 AS said
    FROM (SELECT DISTINCT language FROM spoken) AS spoken, unnest(to_tsvector({LANGUAGE}, %(words)s))
),
put AS (
    SELECT collection_id, name, term, said FROM spoken JOIN lexeme USING (language)
    UNION ALL
    SELECT collection_id, spoken.name, term, said
    FROM spoken, unnest(%(names)s::text[], %(said)s::float8[]) AS name (term, said)
),
asked AS (SELECT collection_id, term, max(said) AS said FROM put GROUP BY collection_id, term),
held AS (
    SELECT collection_id, term, said, held, sum(held) OVER (PARTITION BY term)::float8 AS holders
    FROM asked, LATERAL (
        SELECT coalesce((
            SELECT holders FROM knowledge_term AS kept
            WHERE kept.collection_id = asked.collection_id AND kept.term = asked.term
        ), 0) AS held
        OFFSET 0
    ) AS kept
),
valued AS (
    SELECT collection_id, term, held, holders,
        said * ln(1 + (passages - holders + 0.5) / (holders + 0.5)) AS weight
    FROM held, total
),
weighed AS (
    SELECT collection_id, term, weight, %(narrowed)s OR holders = min(nullif(holders, 0)) OVER ()
        OR sum(held) OVER (ORDER BY holders, term RANGE UNBOUNDED PRECEDING) <= CASE
            WHEN sum(weight) FILTER (WHERE holders > 0) OVER (ORDER BY holders, term RANGE UNBOUNDED PRECEDING)
                - sum(weight) FILTER (WHERE holders > 0) OVER (PARTITION BY holders, term)
            >= %(telling)s * sum(weight) FILTER (WHERE holders > 0) OVER () THEN %(few)s ELSE %(most)s
        END AS leads
    FROM valued
),
allowed AS (
    SELECT passage.id AS passage_id
    FROM knowledge_document AS document JOIN knowledge_passage AS passage ON passage.document_id = document.id
    WHERE %(narrowed)s AND document.collection_id = ANY (%(collections)s)
        AND document.media_type = ANY (coalesce(%(media_types)s::text[], ARRAY[document.media_type]))
        AND document.updated_at >= coalesce(%(since)s::timestamptz, document.updated_at)
        AND document.updated_at < coalesce(%(until)s::timestamptz, 'infinity')
),
candidate AS (
    SELECT passage_id, min(weighed.collection_id) AS collection_id,
        sum(weight * count / (count + 0.3 + 0.9 * length * per_term)) AS score
    FROM total, weighed, LATERAL (
        SELECT passage_id, count::float8, length::float8 FROM knowledge_posting AS posting
        WHERE posting.term = weighed.term AND posting.collection_id = weighed.collection_id
        OFFSET 0
    ) AS posting
    WHERE leads AND (NOT %(narrowed)s OR passage_id IN (SELECT passage_id FROM allowed))
    GROUP BY passage_id ORDER BY score DESC, passage_id LIMIT greatest(%(candidates)s, %(limit)s)
),
remainder AS (
    SELECT passage_id, sum(weight * count / (count + 0.3 + 0.9 * length * per_term)) AS score
    FROM total, weighed, LATERAL (
        SELECT passage_id, count::float8, length::float8
        FROM candidate JOIN knowledge_posting AS posting USING (passage_id)
        WHERE posting.term = weighed.term AND candidate.collection_id = weighed.collection_id
        OFFSET 0
    ) AS posting
    WHERE NOT leads
    GROUP BY passage_id
),
ideal AS (
    SELECT collection_id, name, sum(weight) AS ideal FROM put JOIN weighed USING (collection_id, term) GROUP BY 1, 2
),
verified AS (
    SELECT passage.id AS passage_id, ideal
    FROM knowledge_verifiedanswer AS answer
    JOIN knowledge_document AS document ON document.id = answer.document_id
    JOIN knowledge_passage AS passage ON passage.document_id = document.id
    JOIN ideal ON ideal.collection_id = document.collection_id AND ideal.name = document.language
),
best AS (
    SELECT passage_id, score, coalesce(score >= %(first)s * ideal, false) AS first
    FROM (
        SELECT passage_id, candidate.score + coalesce(remainder.score, 0) AS score
        FROM candidate LEFT JOIN remainder USING (passage_id)
    ) AS scored LEFT JOIN verified USING (passage_id)
    ORDER BY first DESC, score DESC, passage_id LIMIT %(limit)s
)
SELECT passage.id AS passage_id, document.id AS document_id, collection.slug AS collection, document.title,
    coalesce(verified.signature, passage.heading) AS heading,
    {ADDRESS} AS url, passage.text, best.score,
    best.score / ideal.ideal AS fit
FROM best
JOIN knowledge_passage AS passage ON passage.id = best.passage_id
JOIN knowledge_document AS document ON document.id = passage.document_id
JOIN knowledge_collection AS collection ON collection.id = document.collection_id
JOIN ideal ON ideal.collection_id = collection.id AND ideal.name = document.language
LEFT JOIN knowledge_verifiedanswer AS verified ON verified.document_id = document.id
ORDER BY best.first DESC, best.score DESC, best.passage_id
"""  # noqa: S608  (of constants)
# In `weighed` the weight of the rarer terms is a difference: a frame that excludes a group is summed anew for each row.


@dataclass(frozen=True, slots=True)
class Only:
    """What a search keeps to, beside its collections: kinds of documents (`KINDS`), and when they last changed."""

    kinds: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def media_types(self) -> list[str] | None:
        return [one for kind in self.kinds for one in KINDS[kind]] if self.kinds else None


EVERYTHING: Final = Only()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `collection` is its slug, `url` a path on this server; scores compare within one
    search only.

    Of a verified answer `heading` is the signature. `fit` compares between searches: the part of the score that a
    passage of nothing but the question would have.
    """

    passage_id: int
    document_id: int
    collection: str
    title: str
    heading: str
    url: str
    text: str
    score: float
    fit: float

    @property
    def address(self) -> str:
        """The short names of collection and document."""
        return address_of(self.url)

    @property
    def is_likely(self) -> bool:
        """Whether it is likely to be on the question's subject at all."""
        return self.fit >= ANSWERING_FIT


def address_of(url: str) -> str:
    """The short names of collection and document in the path of a passage, as `Hit.url` has it."""
    return _address_ends.split(url.removeprefix("/documents/"), maxsplit=1)[0].strip("/")


def likely_answered(hits: Sequence[Hit]) -> bool:
    """Whether the passages that a question found are likely to be on its subject at all."""
    return any(hit.is_likely for hit in hits)


async def search(
    connection: AsyncConnection[Any],
    query: str,
    *,
    collections: Sequence[int],
    limit: int = 6,
    only: Only = EVERYTHING,
) -> list[Hit]:
    """The best passages of these collections, best first; equal ones as they were taken in.

    Whoever asks says by `access.searchable` which collections those are: nothing stands for all of them.
    """
    async with connection.cursor(row_factory=class_row(Hit)) as cursor:
        await cursor.execute(SEARCH, asked(query, collections, limit, only))
        return await cursor.fetchall()


def asked(query: str, collections: Sequence[int], limit: int, only: Only = EVERYTHING) -> dict[str, Any]:
    """The parameters of `SEARCH`, whose rows are the fields of a `Hit` in their order."""
    query = query[:LONGEST_QUERY]
    names = identifiers(query)
    return {
        "words": words(query),
        "names": list(names.keys()),
        "said": list(names.values()),
        "collections": list(collections),
        "limit": limit,
        "most": MOST_POSTINGS,
        "few": FEW_POSTINGS,
        "telling": TELLING,
        "first": FIRST_FIT,
        "candidates": CANDIDATES,
        # Rare terms may lead to nothing but what is left out: then all of them lead.
        "narrowed": only != EVERYTHING,
        "media_types": only.media_types,
        "since": only.since,
        "until": only.until,
    }
