"""Many passages of made-up words, written by the database itself: a million in minutes, which by ingestion takes hours.

Of each passage only the words that are asked for have postings, one word in twenty of each frequency: a search reads
those alone. Counts are kept by the triggers and verbs that ingestion relies on.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from bench.retrieval.vocabulary import ASKED, share
from chatapp.accounts.models import Group, User
from chatapp.knowledge import postings
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, GrantRole

__all__ = ["fill"]

COLLECTIONS = 10
WORDS = 105
"""Of a passage, without stop words."""
PER_DOCUMENT = 10

_WRITE = """
WITH document AS (
    INSERT INTO knowledge_document (collection_id, slug, title, summary, text, digest, updated_at)
    SELECT %(collection)s, 'd' || number, 'd' || number, '', '', '', now()
    FROM generate_series(1, %(passages)s / %(parts)s) AS number RETURNING id
),
passage AS (
    INSERT INTO knowledge_passage (document_id, number, heading, anchor, text, length)
    SELECT id, number, '', '', repeat('word ', %(words)s), %(words)s
    FROM document, generate_series(1, %(parts)s) AS number
    RETURNING id
),
numbered AS (SELECT id, row_number() OVER () AS place FROM passage),
drawn AS (
    SELECT term, 1 + floor(random() * %(passages)s)::bigint AS place
    FROM (
        SELECT coalesce((ts_lexize('english_stem', word))[1], word) AS term, share
        FROM unnest(%(asked)s::text[], %(shares)s::float8[]) AS asked (word, share)
    ) AS asked, generate_series(1, round(share * %(words)s * %(passages)s)::int)
)
INSERT INTO knowledge_posting (passage_id, term, collection_id, count, length)
SELECT id, term, %(collection)s, count(*), %(words)s FROM drawn JOIN numbered USING (place)
GROUP BY id, term ORDER BY id, term
"""


def fill(passages: int) -> User:
    """A person who may read so many passages, in ten collections that a group reads; a tenth more are not theirs."""
    reader = User.objects.create(email="reader@example.com")
    team = Group.objects.create(name="team")
    team.members.add(reader)
    owner = User.objects.create(email="owner@example.com")
    for number in range(COLLECTIONS + 1):
        collection = keeping.create(owner, keeping.Description(f"Collection {number}", "", "english"))
        if number:
            keeping.share(owner, collection, team, GrantRole.READER)
        _write(collection, passages // COLLECTIONS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return reader


def _write(collection: Collection, passages: int) -> None:
    parameters: dict[str, Any] = {
        "collection": collection.pk,
        "passages": passages,
        "parts": PER_DOCUMENT,
        "words": WORDS,
        "asked": ASKED,
        "shares": [share(word) for word in ASKED],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(_WRITE, parameters)
        cursor.execute("RESET work_mem")
    postings.count(collection)
