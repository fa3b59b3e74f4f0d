"""The postings of passages: which term occurs how often in which, by Postgres' own dictionaries."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from django.db import connection

from chatapp.knowledge.models import Collection
from chatapp.knowledge.terms import identifiers, words

__all__ = ["LANGUAGE", "Indexed", "add", "count", "note_languages", "remove"]

LANGUAGE = "coalesce((SELECT min(cfgname) FROM pg_ts_config WHERE cfgname = language), 'simple')::regconfig"
"""SQL: the text search configuration that the column `language` names, or the one that only lowers case."""

_ADD = f"""
WITH source AS (
    SELECT * FROM unnest(
        %s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[], %s::int[], %s::int[], %s::int[], %s::text[],
        %s::text[]
    ) WITH ORDINALITY AS source (document_id, number, heading, anchor, text, page, start, "end", name, words, place)
),
names AS (SELECT * FROM unnest(%s::int[], %s::text[], %s::int[]) AS names (place, term, count)),
chosen AS (SELECT language AS name, {LANGUAGE} AS language FROM (SELECT DISTINCT name FROM source) AS said (language)),
counts AS (
    SELECT place, lexeme AS term, cardinality(positions) AS count
    FROM source JOIN chosen USING (name), unnest(to_tsvector(chosen.language, words))
    UNION ALL SELECT place, term, count FROM names
),
lengths AS (SELECT place, sum(count) AS length FROM counts GROUP BY place),
written AS (
    INSERT INTO knowledge_passage (document_id, number, heading, anchor, text, page, start, "end", length)
    SELECT document_id, number, heading, anchor, text, page, start, "end", coalesce(length, 0)
    FROM source LEFT JOIN lengths USING (place) ORDER BY place
    RETURNING id, document_id, number
),
grown AS (
    UPDATE knowledge_collection SET passage_count = passage_count + (SELECT count(*) FROM source),
        term_count = term_count + (SELECT coalesce(sum(length), 0) FROM lengths)
    WHERE id = %s
)
INSERT INTO knowledge_posting (term, collection_id, passage_id, count, length)
SELECT term, %s, written.id, count, length
FROM written JOIN source USING (document_id, number) JOIN lengths USING (place) JOIN counts USING (place)
ORDER BY term, written.id
"""  # noqa: S608  (of constants)

_REMOVE = """
WITH gone AS (DELETE FROM knowledge_passage WHERE document_id = ANY (%s) RETURNING id, length),
shrunk AS (
    UPDATE knowledge_collection SET passage_count = greatest(0, passage_count - (SELECT count(*) FROM gone)),
        term_count = greatest(0, term_count - (SELECT coalesce(sum(length), 0) FROM gone))
    WHERE id = %s
)
DELETE FROM knowledge_posting USING gone WHERE passage_id = gone.id
"""

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


class Indexed(NamedTuple):
    """A passage to write, the name of its language, and what it is found by."""

    document_id: int
    number: int
    heading: str
    anchor: str
    text: str
    page: int | None
    start: int
    end: int
    language: str
    found_by: str


def add(collection: Collection, passages: Sequence[Indexed]) -> None:
    """Write new passages of a locked collection, and what finds them."""
    *columns, texts = ([getattr(one, field) for one in passages] for field in Indexed._fields)
    named = ((place, text) for place, text in enumerate(texts, start=1))
    names = [(place, name, n) for place, text in named for name, n in identifiers(text).items()]
    named_columns = [list(column) for column in zip(*names, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD, [*columns, [words(text) for text in texts], *named_columns, collection.pk, collection.pk]
        )


def remove(collection: Collection, documents: Sequence[int]) -> None:
    """All passages of these documents of a locked collection."""
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE, [list(documents), collection.pk])


def note_languages(collection: Collection, languages: Set[str]) -> None:
    """Documents of a locked collection are in these: a question is put in them from now on."""
    if more := languages - set(collection.other_languages):
        collection.other_languages = [*collection.other_languages, *sorted(more)]
        collection.save(update_fields=["other_languages"])


def count(collection: Collection) -> None:
    """Count anew what `add` and `remove` keep: where passages went with their documents."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [collection.pk, collection.pk])
