"""What a chat holds of documents, as far as its owner may read them now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection

from chatapp.conversations.attachments.access import addresses_attached
from chatapp.knowledge.access import addresses_readable
from chatapp.tools.withheld import named_in, withheld

__all__ = ["readable"]


async def readable(
    connection: AsyncConnection, owner_id: int, bodies: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The bodies of messages, without the text of documents that the owner may no longer read."""
    lost = named_in(bodies)
    if lost:
        lost -= await addresses_readable(connection, owner_id, lost)
        lost -= await addresses_attached(connection, owner_id, lost)
    return [withheld(body, lost) for body in bodies] if lost else list(bodies)
