"""The door to documents: what this person may read. Not there and not theirs are one `NotFound`.

An active account reads the product's own documents and the collections that it owns; nobody reads anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Prefetch, Q, QuerySet
from psycopg import AsyncConnection

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge.models import Collection, Document

__all__ = ["collections_of", "get_document", "searchable"]


def collections_of(user: User) -> QuerySet[Collection]:
    """The collections that this person may read, with their documents (without the texts)."""
    return _readable(user.pk).prefetch_related(Prefetch("documents", Document.objects.defer("text")))


def get_document(user: User, collection: str, slug: str) -> Document:
    """The document at this address, with its collection. Raises NotFound."""
    documents = Document.objects.select_related("collection").filter(collection__in=_readable(user.pk))
    try:
        return documents.get(collection__slug=collection, slug=slug)
    except Document.DoesNotExist:
        raise NotFound(f"There is no document “{collection}/{slug}”.") from None


async def searchable(connection: AsyncConnection[Any], user_id: int, chosen: Sequence[int] = ()) -> list[int]:
    """The ids of what a search for this person may read, now: of the chosen collections, if any are chosen."""
    readable = _readable(user_id).order_by("id").values_list("id")
    if chosen:
        readable = readable.filter(id__in=list(chosen))
    statement, values = readable.query.sql_with_params()
    return [row[0] for row in await (await connection.execute(statement.encode(), values)).fetchall()]


def _readable(user_id: int) -> QuerySet[Collection]:
    account = User.objects.filter(pk=user_id, is_active=True)
    return Collection.objects.filter(Q(built_in=True) | Q(owner=user_id), Exists(account))
