"""A search that forgives slips of the hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection

from chatapp.knowledge.results.spelling import CORRECTIONS, Corrected, corrected, words_to_correct
from chatapp.knowledge.retrieval import EVERYTHING, Hit, Only, search

__all__ = ["search_corrected"]


async def search_corrected(
    connection: AsyncConnection[Any],
    query: str,
    *,
    collections: Sequence[int],
    limit: int,
    only: Only = EVERYTHING,
) -> tuple[Corrected, list[Hit]]:
    """As `search`, of what is meant by words that are in none of these collections."""
    asked = Corrected(query)
    if values := words_to_correct(query, collections):
        rows = await (await connection.execute(CORRECTIONS, values)).fetchall()
        asked = corrected(query, [(word, near) for word, near in rows])
    return asked, await search(connection, asked.query, collections=collections, limit=limit, only=only)
