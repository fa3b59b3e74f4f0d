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
from typing import Any, Final, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import class_row

from chatapp.extraction import media_types
from chatapp.knowledge.postings import LANGUAGE
from chatapp.knowledge.terms import compounds, identifiers, words

__all__ = [
    "ADDRESS",
    "COMPOUND_LANGUAGE",
    "EVERYTHING",
    "HAS_COMPOUNDS",
    "KINDS",
    "Hit",
    "Only",
    "address_of",
    "likely_answered",
    "search",
    "statement",
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

COMPOUND_LANGUAGE = "german"
"""The language whose words are parted and joined."""

PART = 0.5
"""What a part of a compound of the question counts where passages have the compound itself. On 954 headings of German
manuals, as questions: nDCG@10 0.505, and 0.495 where it counts nothing."""

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

_QUESTION = """
put AS (
    SELECT collection_id, name, term, said FROM spoken JOIN lexeme USING (language)
    UNION ALL
    SELECT collection_id, spoken.name, term, said
    FROM spoken, unnest(%(names)s::text[], %(said)s::float8[]) AS name (term, said)
),
asked AS (SELECT collection_id, term, max(said) AS said FROM put GROUP BY collection_id, term),
"""
_VALUED = """
valued AS (
    SELECT collection_id, term, held, holders,
        said * ln(1 + (passages - holders + 0.5) / (holders + 0.5)) AS weight
    FROM held, total
),
"""

_QUESTION_OF_COMPOUNDS = f"""
said AS (
    SELECT collection_id, name, term, said FROM spoken JOIN lexeme USING (language)
    UNION ALL
    SELECT collection_id, spoken.name, term, said
    FROM spoken, unnest(%(names)s::text[], %(said)s::float8[]) AS name (term, said)
),
german AS (SELECT DISTINCT language FROM spoken WHERE language = '{COMPOUND_LANGUAGE}'),
compound AS MATERIALIZED (
    SELECT language, whole.term, head.term AS head, tail.term AS tail, is_said
    FROM german,
    unnest(%(wholes)s::text[], %(heads)s::text[], %(tails)s::text[], %(are_said)s::bool[])
        AS compound (whole_word, head_word, tail_word, is_said),
    LATERAL (SELECT (tsvector_to_array(to_tsvector({LANGUAGE}, whole_word)))[1] AS term OFFSET 0) AS whole,
    LATERAL (SELECT (tsvector_to_array(to_tsvector({LANGUAGE}, tail_word)))[1] AS term OFFSET 0) AS tail,
    LATERAL (SELECT (tsvector_to_array(to_tsvector({LANGUAGE}, head_word)))[1] AS term OFFSET 0) AS head
    -- Most of them are in no collection at all, which one look says.
    WHERE EXISTS (
        SELECT FROM knowledge_posting AS posting
        WHERE posting.term = CASE WHEN is_said THEN tail.term ELSE whole.term END
    )
),
split AS (
    SELECT DISTINCT ON (collection_id, term) collection_id, name, term, head, tail, EXISTS (
        SELECT FROM knowledge_term AS kept WHERE (kept.collection_id, kept.term) = (spoken.collection_id, compound.term)
    ) AS is_held
    FROM spoken JOIN compound USING (language)
    WHERE is_said AND 2 = (
        SELECT count(*) FROM knowledge_term AS kept
        WHERE kept.collection_id = spoken.collection_id AND kept.term IN (head, tail)
    )
    ORDER BY collection_id, term, least(length(head), length(tail)) DESC
),
part AS (
    SELECT collection_id, name, part AS term, is_held FROM split, unnest(ARRAY[head, tail]) AS part
),
put AS (
    SELECT collection_id, name, term, said FROM said
    WHERE NOT EXISTS (
        SELECT FROM split
        WHERE (split.collection_id, split.term) = (said.collection_id, said.term) AND NOT is_held
    )
    UNION ALL
    SELECT collection_id, name, term, 1 FROM part WHERE NOT is_held
),
asked AS (
    SELECT collection_id, term, max(said) AS said
    FROM (
        SELECT collection_id, term, said FROM put
        UNION ALL SELECT collection_id, term, {PART} FROM part WHERE is_held
    ) AS put
    GROUP BY collection_id, term
),
"""  # noqa: S608  (of constants)
_VALUED_COMPOUNDS = """
rated AS (
    SELECT collection_id, term, held, holders,
        said * ln(1 + (passages - holders + 0.5) / (holders + 0.5)) AS weight
    FROM held, total
),
valued AS (
    SELECT * FROM rated
    UNION ALL
    SELECT DISTINCT ON (spoken.collection_id, compound.term) spoken.collection_id, compound.term, kept.holders,
        sum(kept.holders) OVER (PARTITION BY compound.term)::float8, head.weight + tail.weight
    FROM spoken JOIN compound USING (language)
    JOIN rated AS head ON (head.collection_id, head.term) = (spoken.collection_id, compound.head)
    JOIN rated AS tail ON (tail.collection_id, tail.term) = (spoken.collection_id, compound.tail)
    JOIN knowledge_term AS kept ON (kept.collection_id, kept.term) = (spoken.collection_id, compound.term)
    WHERE NOT is_said AND NOT EXISTS (
        SELECT FROM rated WHERE (rated.collection_id, rated.term) = (spoken.collection_id, compound.term)
    )
),
"""


def _made(question: LiteralString, valued: LiteralString) -> LiteralString:
    """`question`: from the lexemes of the question to the terms that are asked for; `valued`: their weights."""
    return f"""
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
{question}held AS (
    SELECT collection_id, term, said, held, sum(held) OVER (PARTITION BY term)::float8 AS holders
    FROM asked, LATERAL (
        SELECT coalesce((
            SELECT holders FROM knowledge_term AS kept
            WHERE kept.collection_id = asked.collection_id AND kept.term = asked.term
        ), 0) AS held
        OFFSET 0
    ) AS kept
),
{valued}weighed AS (
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
_SEARCH: Final = _made(_QUESTION, _VALUED)
_SEARCH_OF_COMPOUNDS: Final = _made(_QUESTION_OF_COMPOUNDS, _VALUED_COMPOUNDS)
"""With the compounds that a question's words make, and the parts of its own."""

HAS_COMPOUNDS: Final = f"""
SELECT EXISTS (
    SELECT FROM knowledge_collection
    WHERE id = ANY (%(collections)s)
        AND (language = '{COMPOUND_LANGUAGE}' OR '{COMPOUND_LANGUAGE}' = ANY (other_languages))
)
"""  # noqa: S608  (of constants)
"""Whether a search of these collections looks for compounds."""


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
        has_compounds = await (
            await connection.execute(HAS_COMPOUNDS, {"collections": list(collections)})
        ).fetchone()
        await cursor.execute(
            *statement(
                query, collections, limit, only, has_compounds=bool(has_compounds and has_compounds[0])
            )
        )
        return await cursor.fetchall()


def statement(
    query: str, collections: Sequence[int], limit: int, only: Only = EVERYTHING, *, has_compounds: bool
) -> tuple[LiteralString, dict[str, Any]]:
    """A search with its parameters, whose rows are the fields of a `Hit` in their order. `has_compounds`: what
    `HAS_COMPOUNDS` says of the collections."""
    query = query[:LONGEST_QUERY]
    names = identifiers(query)
    values = {
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
    return (_SEARCH_OF_COMPOUNDS, values | _compounds_of(query)) if has_compounds else (_SEARCH, values)


def _compounds_of(query: str) -> dict[str, Any]:
    found = compounds(query)
    return {
        "wholes": [one.whole for one in found],
        "heads": [one.head for one in found],
        "tails": [one.tail for one in found],
        "are_said": [one.is_said for one in found],
    }
