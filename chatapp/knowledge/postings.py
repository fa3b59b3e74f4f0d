"""The postings of passages: which term occurs how often in which, by Postgres' own dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection

from chatapp.knowledge.models import Collection, Passage
from chatapp.knowledge.terms import identifiers, words

__all__ = ["LANGUAGE", "Indexed", "count", "counted", "note_languages", "write"]

LANGUAGE = "coalesce((SELECT min(cfgname) FROM pg_ts_config WHERE cfgname = language), 'simple')::regconfig"
"""SQL: the text search configuration that the column `language` names, or the one that only lowers case."""

_WRITE = f"""
WITH source AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS source (passage_id, name, words)
),
names AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::int[]) AS names (passage_id, term, count)),
chosen AS (SELECT language AS name, {LANGUAGE} AS language FROM (SELECT DISTINCT name FROM source) AS said (language)),
counts AS (
    SELECT passage_id, lexeme AS term, cardinality(positions) AS count
    FROM source JOIN chosen USING (name), unnest(to_tsvector(chosen.language, words))
    UNION ALL SELECT passage_id, term, count FROM names
),
lengths AS (SELECT passage_id, sum(count) AS length FROM counts GROUP BY passage_id),
stored AS (UPDATE knowledge_passage SET length = lengths.length FROM lengths WHERE id = passage_id)
INSERT INTO knowledge_posting (term, collection_id, passage_id, count, length)
SELECT term, %s, passage_id, count, length FROM counts JOIN lengths USING (passage_id)
ORDER BY term, passage_id
"""  # noqa: S608  (of constants)

_COUNT = """
UPDATE knowledge_collection SET passage_count = counted.passages, term_count = counted.terms,
    other_languages = counted.languages
FROM (
    SELECT count(*) AS passages, coalesce(sum(passage.length), 0) AS terms,
        coalesce(array_agg(DISTINCT document.language) FILTER (WHERE document.language <> ''), '{}') AS languages
    FROM knowledge_passage AS passage JOIN knowledge_document AS document ON document.id = passage.document_id
    WHERE document.collection_id = %s
) AS counted
WHERE id = %s
"""


_SIZE = """
SELECT count(*), coalesce(sum(passage.length), 0)
FROM knowledge_passage AS passage JOIN knowledge_document AS document ON document.id = passage.document_id
WHERE document.collection_id = %s AND document.slug = ANY (%s)
"""

_GROW = """
UPDATE knowledge_collection SET passage_count = passage_count + %s, term_count = term_count + %s WHERE id = %s
"""


class Indexed(NamedTuple):
    """What a passage is found by, with the name of its language."""

    passage: Passage
    language: str
    text: str


def write(collection: Collection, passages: Sequence[Indexed]) -> None:
    """Index new passages, and set their lengths."""
    ids = [one.passage.pk for one in passages]
    languages = [one.language for one in passages]
    texts = [words(one.text) for one in passages]
    names = [(one.passage.pk, name, n) for one in passages for name, n in identifiers(one.text).items()]
    columns = [list(column) for column in zip(*names, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [ids, languages, texts, *columns, collection.pk])


def note_languages(collection: Collection, languages: Set[str]) -> None:
    """Documents of a locked collection are in these: a question is put in them from now on."""
    if more := languages - set(collection.other_languages):
        collection.other_languages = [*collection.other_languages, *sorted(more)]
        collection.save(update_fields=["other_languages"])


@contextmanager
def counted(collection: Collection, slugs: Sequence[str]) -> Iterator[None]:
    """Around a change of the passages of these documents, in a locked collection: the rest is not counted anew."""
    passages, terms = _size(collection, slugs)
    yield
    more_passages, more_terms = _size(collection, slugs)
    with connection.cursor() as cursor:
        cursor.execute(_GROW, [more_passages - passages, more_terms - terms, collection.pk])


def _size(collection: Collection, slugs: Sequence[str]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_SIZE, [collection.pk, list(slugs)])
        count, terms = cursor.fetchone() or (0, 0)
    return count, terms


def count(collection: Collection) -> None:
    """Bring the collection's own counts up to date."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [collection.pk, collection.pk])
