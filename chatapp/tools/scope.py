"""What one call of a tool may read."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection

from chatapp.knowledge.access import searchable
from chatapp.tools.base import ToolContext, ToolError

__all__ = ["scope"]


async def scope(
    connection: AsyncConnection[Any], context: ToolContext, *, files_only: bool = False
) -> list[int]:
    """The ids of collections, now. Raises ToolError where only files are asked for and there are none."""
    if files_only and not context.files:
        raise ToolError("No file of this chat can be searched. Search without “files_only”.")
    documents = [] if files_only else await searchable(connection, context.user_id, context.collections)
    return [*documents, *context.files]
