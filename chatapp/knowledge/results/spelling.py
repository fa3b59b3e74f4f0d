"""Words of a question that no document has, taken for the nearest word that one has.

Near is what one slip makes: a letter left out, added, another one, or two that changed places (Damerau, "A technique
for computer detection and correction of spelling errors", 1964: four of five errors). It needs no extension of
Postgres and no index of its own: the embedded Postgres has no `pg_trgm`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chatapp.knowledge.postings import LANGUAGE
from chatapp.knowledge.retrieval import LONGEST_QUERY

__all__ = ["CORRECTIONS", "Corrected", "Correction", "corrected", "words_to_correct"]

MOST_WORDS = 20
"""Of a question that is looked at: a longer one is found by its other words."""
LONGEST_WORD = 20
MOST_CORRECTED = 3
MOST_LANGUAGES = 4
"""Of the collections, in which words are looked up: the most frequent ones."""
NEAREST = 5
"""Words that are looked for in passages, the most frequent ones first: some are stems of words and no words."""
LOOKED_INTO = 50
"""Passages."""
_PLAIN = "abcdefghijklmnopqrstuvwxyz"
_LATIN = f"{_PLAIN}àáâãäåæçèéêëíìîïñóòôöøœúùûüýß"

# Neither a number nor a part of a name with marks inside; a short word has too many neighbours.
_word = re.compile(rf"(?<![\w./:@-])[^\W\d_]{{5,{LONGEST_WORD}}}(?![\w/:@]|[.-]\w)")

# Only terms of these collections: a suggestion tells nobody of a word that they may not read.
# The sets are small in the planner's eyes, too: what looks dear, a Postgres with JIT compiles for longer than it runs.
CORRECTIONS = f"""
WITH spoken AS MATERIALIZED (
    SELECT {LANGUAGE} AS language FROM (
        SELECT unnest(language || other_languages) AS language
        FROM knowledge_collection WHERE id = ANY (%(collections)s)
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {MOST_LANGUAGES}
    ) AS spoken
),
unknown AS MATERIALIZED (
    SELECT word FROM unnest(%(words)s::text[]) WITH ORDINALITY AS asked (word, place)
    WHERE NOT EXISTS (
        SELECT FROM spoken LEFT JOIN LATERAL unnest(to_tsvector(language, word)) ON true
        WHERE lexeme IS NULL OR EXISTS (
            SELECT FROM knowledge_term AS kept
            WHERE kept.collection_id = ANY (%(collections)s) AND kept.term = lexeme
        )
    )
    ORDER BY place LIMIT {MOST_CORRECTED}
),
letter AS (
    SELECT letter FROM unnest(%(letters)s::text[]) AS letter
    WHERE letter = ANY (%(plain)s) OR EXISTS (SELECT FROM spoken WHERE language <> 'english'::regconfig)
),
slip AS (
    SELECT word, left(word, place - 1) AS before, substr(word, place) AS rest
    FROM unknown JOIN unnest(%(places)s::int[]) AS place ON place <= length(word) + 1
),
edited AS (
    SELECT word, before || substr(rest, 2) AS near FROM slip
    UNION SELECT word, before || substr(rest, 2, 1) || left(rest, 1) || substr(rest, 3) FROM slip
    UNION SELECT word, before || letter || substr(rest, skipped)
    FROM slip, letter, unnest(ARRAY[1, 2]) AS skipped
),
known AS (
    SELECT word, near, lexeme, holders, row_number() OVER (PARTITION BY word ORDER BY holders DESC, near) AS place
    FROM (
        SELECT DISTINCT word, near, (tsvector_to_array(to_tsvector(language, near)))[1] AS lexeme FROM edited, spoken
    ) AS edited,
    -- Most of them are in no collection at all, which one look says.
    LATERAL (SELECT FROM knowledge_posting AS posting WHERE posting.term = lexeme LIMIT 1) AS held,
    LATERAL (
        SELECT sum(holders) AS holders FROM knowledge_term AS kept
        WHERE kept.collection_id = ANY (%(collections)s) AND kept.term = lexeme
    ) AS kept
    WHERE holders > 0
),
nearest AS MATERIALIZED (SELECT * FROM known WHERE place <= {NEAREST} LIMIT {NEAREST * MOST_CORRECTED})
SELECT DISTINCT ON (word) word, near FROM nearest
WHERE EXISTS (
    SELECT FROM (
        SELECT passage_id FROM knowledge_posting AS posting
        WHERE posting.term = lexeme AND posting.collection_id = ANY (%(collections)s) LIMIT {LOOKED_INTO}
    ) AS posting
    JOIN knowledge_passage AS passage ON passage.id = posting.passage_id
    JOIN knowledge_document AS document ON document.id = passage.document_id
    WHERE concat_ws(' ', document.title, passage.heading, passage.text) ~* ('\\m' || near || '\\M')
)
ORDER BY word, place
"""  # noqa: S608  (of constants)


@dataclass(frozen=True, slots=True)
class Correction:
    """That `searched` was searched for instead of `said`."""

    said: str
    searched: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A question as it is searched for."""

    query: str
    corrections: Sequence[Correction] = ()


def words_to_correct(query: str, collections: Sequence[int]) -> dict[str, Any]:
    """The parameters of `CORRECTIONS`; an empty dictionary where there is nothing to look for."""
    words = list(dict.fromkeys(word.lower() for word in _word.findall(query[:LONGEST_QUERY])))
    if not words or len(query.split()) > MOST_WORDS:
        return {}
    said = set("".join(words))
    return {
        "words": words,
        "collections": list(collections),
        "letters": sorted({*_LATIN, *said} if words[0][0] in _LATIN else said),
        "plain": sorted({*_PLAIN, *said}),
        "places": list(range(1, LONGEST_WORD + 2)),
    }


def corrected(query: str, rows: Iterable[tuple[str, str]]) -> Corrected:
    """The question with the words that `CORRECTIONS` found in the place of those that nobody has."""
    nearest = dict(rows)
    found = {word for word in _word.findall(query) if word.lower() in nearest}
    corrections = [
        Correction(word, _like(word, nearest[word.lower()])) for word in sorted(found, key=query.index)
    ]
    words = {one.said: one.searched for one in corrections}
    return Corrected(_word.sub(lambda said: words.get(said[0], said[0]), query), corrections)


def _like(word: str, near: str) -> str:
    return near.capitalize() if word[0].isupper() else near
