"""The names by which callers of the API ask for assistants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection

from chatapp.accounts.models import User
from chatapp.assistants.access import usable
from chatapp.querysets import fetch_rows

__all__ = ["ASSISTANT", "listed", "names_of"]

ASSISTANT = "assistant/"
"""Before the slug."""

_COLUMNS = ("slug", "name", "description", "created_at")


async def listed(connection: AsyncConnection[Any], user_id: int) -> Sequence[tuple[Any, ...]]:
    """Slug, name, description and beginning of those that this person may use, by slug."""
    return await fetch_rows(connection, _named(user_id).values_list(*_COLUMNS))


def names_of(user: User) -> list[str]:
    return [f"{ASSISTANT}{slug}" for slug in _named(user.pk).values_list("slug", flat=True)]


def _named(user_id: int) -> Any:
    return usable(user_id).filter(slug__isnull=False).order_by("slug")
