"""Querysets over the connections of the loop, which Django does not know."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from psycopg import AsyncConnection

__all__ = ["fetch_rows"]


async def fetch_rows(connection: AsyncConnection[Any], selected: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What the queryset selects. It is not kept in the queryset; the caller names its columns by `values_list`."""
    statement, values = selected.query.sql_with_params()
    return await (await connection.execute(statement.encode(), values)).fetchall()
