"""The door to attachments. Not there and not yours are one `NotFound`, asked on each request.

A person sees what they attached while a message with it can be seen, and before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg import AsyncConnection

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.models import Attachment, Message
from chatapp.knowledge.models import Document
from chatapp.querysets import fetch_rows


def get_attachment(user: User, attachment_id: UUID) -> Attachment:
    """With its content."""
    found = visible_to(user).filter(pk=attachment_id).select_related("content").first()
    if found is None:
        raise NotFound
    return found


def get_draft(user: User, attachment_id: UUID) -> QuerySet[Attachment]:
    """The one row of one that no message was sent with."""
    found = Attachment.objects.filter(owner=user, pk=attachment_id, messages=None)
    if not found.exists():
        raise NotFound
    return found


def get_attached_document(user: User, collection: str, slug: str) -> Document:
    """What the search reads of a file that this person sees, at the address that citations name. Raises NotFound."""
    there = _documents(user.pk).select_related("collection", "content").filter(slug=slug)
    found = there.filter(collection__slug=collection).first()
    if found is None:
        raise NotFound(f"There is no document “{collection}/{slug}”.")
    return found


def attached_addresses(user: User, addresses: Iterable[str]) -> set[str]:
    """As `knowledge.access.readable_addresses`, of files."""
    wanted = set(addresses)
    return {"/".join(names) for names in _names(user.pk, wanted)} & wanted if wanted else set()


async def aattached_addresses(
    connection: AsyncConnection[Any], user_id: int, addresses: Iterable[str]
) -> set[str]:
    """The same, over the engine's connection."""
    wanted = set(addresses)
    if not wanted:
        return set()
    rows = await fetch_rows(connection, _names(user_id, wanted))
    return {"/".join(names) for names in rows} & wanted


def _names(user_id: int, addresses: Set[str]) -> QuerySet[Document, tuple[str, str]]:
    slugs = {address.partition("/")[2] for address in addresses}
    return _documents(user_id).filter(slug__in=slugs).values_list("collection__slug", "slug")


def _documents(user_id: int) -> QuerySet[Document]:
    files = _visible_to(user_id).exclude(collection=None)
    return Document.objects.filter(collection__attached=True, collection__in=files.values("collection"))


def visible_to(user: User) -> QuerySet[Attachment]:
    return _visible_to(user.pk)


def _visible_to(user_id: int) -> QuerySet[Attachment]:
    sent = Message.objects.filter(attachments=OuterRef("pk"))
    shown = sent.filter(deleted_at=None, conversation__owner=user_id, conversation__deleted_at=None)
    return Attachment.objects.filter(Q(Exists(shown)) | Q(~Exists(sent), owner=user_id))
