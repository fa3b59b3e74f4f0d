"""The collections that a script's search names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection

from chatapp.accounts.errors import NotFound
from chatapp.knowledge.access import searchable

__all__ = ["collections_to_search"]

_NAMED = "SELECT slug, id FROM knowledge_collection WHERE slug = ANY (%s)"


async def collections_to_search(
    connection: AsyncConnection[Any], user_id: int, slugs: Sequence[str] = ()
) -> list[int]:
    """The ids of these collections, of all that this person may read where none is named. Raises NotFound."""
    if not slugs:
        return await searchable(connection, user_id)
    named = dict(await (await connection.execute(_NAMED, [list(slugs)])).fetchall())
    readable = set(await searchable(connection, user_id, list(named.values())))
    for slug in slugs:
        if named.get(slug) not in readable:
            raise NotFound(f"There is no collection “{slug}”, or none that you may read.")
    return sorted(readable)
