"""Documents as a tool lists and reads them, in collections that `access.searchable` named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from chatapp.knowledge.retrieval import ADDRESS

__all__ = ["ListedDocument", "Part", "documents_in", "parts_of"]

_IN_COLLECTIONS = """
    FROM knowledge_document AS document JOIN knowledge_collection AS collection ON collection.id = collection_id
    WHERE collection_id = ANY (%(collections)s) AND document.deleted_at IS NULL
"""
_LIST = f"""
    SELECT collection.slug || '/' || document.slug AS address, document.title, document.summary,
        (SELECT count(*) FROM knowledge_passage WHERE document_id = document.id) AS parts
    {_IN_COLLECTIONS} AND strpos(lower(document.title), lower(%(words)s)) > 0
    ORDER BY document.title, document.id LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608  (of constants)
_READ = f"""
    SELECT document.title, passage.heading, passage.number, passage.text, {ADDRESS} AS url,
        (SELECT max(number) FROM knowledge_passage WHERE document_id = document.id) AS of
    FROM knowledge_passage AS passage JOIN (
        SELECT document.* {_IN_COLLECTIONS}
            AND collection.slug = %(collection)s AND document.slug = %(slug)s
    ) AS document ON document.id = passage.document_id
    JOIN knowledge_collection AS collection ON collection.id = document.collection_id
    WHERE passage.number >= %(first)s ORDER BY passage.number LIMIT %(count)s
"""  # noqa: S608  (of constants)


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """`address`: the short names of collection and document; `parts`: how many passages it has."""

    address: str
    title: str
    summary: str
    parts: int


@dataclass(frozen=True, slots=True)
class Part:
    """The passage `number` (from 1) of the `of` passages of a document."""

    title: str
    heading: str
    number: int
    text: str
    url: str
    of: int


async def documents_in(
    connection: AsyncConnection[Any],
    collections: Sequence[int],
    *,
    words: str = "",
    offset: int = 0,
    limit: int,
) -> list[ListedDocument]:
    """By title, those whose title holds these words."""
    values = {"collections": list(collections), "words": words, "offset": offset, "limit": limit}
    async with connection.cursor(row_factory=class_row(ListedDocument)) as cursor:
        await cursor.execute(_LIST, values)
        return await cursor.fetchall()


async def parts_of(
    connection: AsyncConnection[Any], collections: Sequence[int], address: str, *, first: int, count: int
) -> list[Part]:
    """Passages of the document at this address in their order; none where it is not in these collections."""
    collection, _, slug = address.partition("/")
    values = {
        "collections": list(collections),
        "collection": collection,
        "slug": slug,
        "first": first,
        "count": count,
    }
    async with connection.cursor(row_factory=class_row(Part)) as cursor:
        await cursor.execute(_READ, values)
        return await cursor.fetchall()
