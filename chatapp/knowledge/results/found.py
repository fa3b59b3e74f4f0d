"""A search as a person reads it: on a page, by passages or by documents, with the words that found them marked.

It needs no model. What may be read is asked anew for each search, of `access`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge.access import collections_of
from chatapp.knowledge.models import Collection
from chatapp.knowledge.postings import LANGUAGE
from chatapp.knowledge.results.excerpt import Piece, excerpt, plain_text, words_of
from chatapp.knowledge.results.spelling import CORRECTIONS, Corrected, corrected, words_to_correct
from chatapp.knowledge.retrieval import (
    COMPOUND_LANGUAGE,
    EVERYTHING,
    HAS_COMPOUNDS,
    Hit,
    Only,
    likely_answered,
    statement,
)
from chatapp.knowledge.terms import compounds, words

__all__ = ["DocumentResult", "Found", "PassageResult", "find"]

DEPTH = 200
"""Passages that are looked at: more than anybody goes through."""
PASSAGES_OF_DOCUMENT = 3

# A word is marked where its lexemes are among those of the question: as the search itself takes them for the same.
_SAME = f"""
WITH chosen AS (
    SELECT {LANGUAGE} AS language FROM (
        SELECT DISTINCT unnest(language || other_languages) AS language
        FROM knowledge_collection WHERE id = ANY (%(collections)s)
    ) AS spoken
),
asked AS (
    SELECT language, tsvector_to_array(
        to_tsvector(language, %(words)s || CASE language::text WHEN '{COMPOUND_LANGUAGE}' THEN %(joined)s ELSE '' END)
    ) AS terms FROM chosen
)
SELECT DISTINCT word FROM asked, unnest(%(candidates)s::text[]) AS word
WHERE tsvector_to_array(to_tsvector(language, word)) && terms
"""  # noqa: S608  (of constants)


@dataclass(frozen=True, slots=True)
class PassageResult:
    title: str
    heading: str
    url: str
    collection: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """A document with its best passages; `count`: of all its passages that were found."""

    title: str
    url: str
    collection: str
    passages: list[PassageResult]
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """The best passages first, `DEPTH` at most. `likely`: are they likely to be on the question's subject at all?"""

    asked: Corrected
    collections: Sequence[Collection]
    hits: Sequence[Hit]

    @property
    def likely(self) -> bool:
        return likely_answered(self.hits)

    @property
    def documents(self) -> list[list[Hit]]:
        """The passages of each document, the document with the best one first."""
        grouped: dict[int, list[Hit]] = {}
        for hit in self.hits:
            grouped.setdefault(hit.document_id, []).append(hit)
        return list(grouped.values())

    def passage_results(self, hits: Sequence[Hit]) -> list[PassageResult]:
        """Some of the passages, to be shown."""
        texts = [plain_text(hit.text) for hit in hits]
        marked = self._marked(texts)
        names = {collection.slug: collection.name for collection in self.collections}
        return [
            PassageResult(hit.title, hit.heading, hit.url, names[hit.collection], excerpt(text, marked))
            for hit, text in zip(hits, texts, strict=True)
        ]

    def document_results(self, documents: Sequence[Sequence[Hit]]) -> list[DocumentResult]:
        """Some of the documents, to be shown."""
        shown = iter(self.passage_results([hit for hits in documents for hit in hits[:PASSAGES_OF_DOCUMENT]]))
        return [_document(hits, shown) for hits in documents]

    def _marked(self, texts: Iterable[str]) -> set[str]:
        candidates = set().union(*map(words_of, texts))
        values: dict[str, Any] = {
            "collections": [collection.pk for collection in self.collections],
            "words": words(self.asked.query),
            "joined": "".join(f" {one.whole}" for one in compounds(self.asked.query) if not one.is_said),
            "candidates": list(candidates),
        }
        with connection.cursor() as cursor:
            cursor.execute(_SAME, values)
            return {row[0] for row in cursor.fetchall()}


def find(user: User, query: str, *, collection: str = "", only: Only = EVERYTHING) -> Found:
    """What this person may read of it; in the one collection with this slug, if one is named. Raises NotFound."""
    readable = collections_of(user)
    chosen = [one for one in readable if collection in ("", one.slug)]
    if collection and not chosen:
        raise NotFound(f"There is no collection “{collection}”.")
    ids = [one.pk for one in chosen]
    with connection.cursor() as cursor:
        meant = _meant(cursor, query, ids)
        cursor.execute(HAS_COMPOUNDS, {"collections": ids})
        (has_compounds,) = cursor.fetchone() or (False,)
        cursor.execute(*statement(meant.query, ids, DEPTH, only, has_compounds=has_compounds))
        return Found(meant, chosen, [Hit(*row) for row in cursor.fetchall()])


def _meant(cursor: CursorWrapper, query: str, collections: Sequence[int]) -> Corrected:
    values = words_to_correct(query, collections)
    if not values:
        return Corrected(query)
    cursor.execute(CORRECTIONS, values)
    return corrected(query, cursor.fetchall())


def _document(hits: Sequence[Hit], shown: Iterator[PassageResult]) -> DocumentResult:
    best, *others = islice(shown, min(len(hits), PASSAGES_OF_DOCUMENT))
    return DocumentResult(best.title, best.url.partition("#")[0], best.collection, [best, *others], len(hits))
