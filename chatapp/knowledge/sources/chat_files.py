"""Files of chats, as the search reads them: each is a collection of its own, which no access of documents leads to.

Who may see a file is known where it is attached; here it is found by the id of its collection alone.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from psycopg import AsyncConnection
from psycopg.rows import class_row

from chatapp.accounts.models import User
from chatapp.files.models import Content
from chatapp.knowledge.intake.arrival import admit
from chatapp.knowledge.models import Collection, Document, Intake, IntakeState, Term

__all__ = ["ChatFile", "add", "chat_files", "remove", "unclaimed"]

_BEING_ATTACHED: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ChatFile:
    """`address`: what the tools read it by; `parts`: its passages, none until it is `indexed`."""

    collection_id: int
    address: str
    parts: int
    pending: bool

    @property
    def indexed(self) -> bool:
        return self.parts > 0


def add(owner: User, name: str, key: str, content: Content) -> Collection:
    """It is read by a job. `key`: of the file, and of no other one."""
    with transaction.atomic():
        collection = Collection.all_objects.create(name=name[:100], slug=f"file-{key}", attached=True)
        admit(owner, collection, name, content)
    return collection


def remove(ids: Sequence[int]) -> None:
    """For good. Not as their rows hang together: nothing finds the postings of a collection but a look at all."""
    if not ids:
        return
    with transaction.atomic():
        Document.objects.filter(collection__in=ids).delete()
        for rows in (Intake, Term):
            rows._base_manager.filter(collection__in=ids).delete()
        gone = Collection.all_objects.filter(pk__in=ids, attached=True)
        gone._raw_delete(gone.db)


def unclaimed(claimed: QuerySet[Any]) -> list[int]:
    """The ids of those that are none of `claimed`."""
    old = Collection.all_objects.filter(attached=True, created_at__lt=timezone.now() - _BEING_ATTACHED)
    return list(old.exclude(pk__in=claimed).values_list("pk", flat=True))


async def chat_files(connection: AsyncConnection[Any], ids: Several[int]) -> dict[int, ChatFile]:
    """How far they are, by id."""
    async with connection.cursor(row_factory=class_row(ChatFile)) as cursor:
        await cursor.execute(_FILES, {"ids": list(ids), "open": IntakeState.open()})
        return {one.collection_id: one for one in await cursor.fetchall()}


_FILES = """
    SELECT collection.id AS collection_id, coalesce(collection.slug || '/' || document.slug, '') AS address,
        collection.passage_count AS parts,
        EXISTS (
            SELECT FROM knowledge_intake WHERE collection_id = collection.id AND state = ANY (%(open)s)
        ) AS pending
    FROM knowledge_collection AS collection
    LEFT JOIN knowledge_document AS document ON document.collection_id = collection.id
    WHERE collection.id = ANY (%(ids)s) AND collection.attached
"""
