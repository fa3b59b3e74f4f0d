"""The door to documents: what this person may read. Not there and not theirs are one `NotFound`.

An active account reads the product's own documents, the collections that are open to all, those that it owns, and those
that were granted to it or to a group that it is in. Owners and editors change what is in a collection, owners who may.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

from django.db.models import Exists, Q, QuerySet
from psycopg import AsyncConnection

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge.models import Collection, Document, Grant, GrantRole, VerifiedAnswer
from chatapp.querysets import fetch_rows

__all__ = [
    "areadable_addresses",
    "collections_of",
    "documents_of",
    "editable_collections",
    "get_collection",
    "get_document",
    "get_editable",
    "get_editable_document",
    "get_owned",
    "get_verified_answer",
    "readable_addresses",
    "searchable",
    "verified_answers",
]


def collections_of(user: User) -> QuerySet[Collection]:
    """The collections that this person may read, by name."""
    return _readable(user.pk)


def editable_collections(user: User) -> QuerySet[Collection]:
    """Those whose documents this person may change."""
    return _editable(user.pk)


def get_collection(user: User, slug: str) -> Collection:
    return _one(_readable(user.pk), slug)


def get_editable(user: User, slug: str) -> Collection:
    return _one(_editable(user.pk), slug)


def get_owned(user: User, slug: str) -> Collection:
    return _one(_owned(user.pk), slug)


def documents_of(collection: Collection) -> QuerySet[Document]:
    """What is in a collection that this person may read, beside its verified answers."""
    return collection.documents.filter(deleted_at=None, verified=None)


def get_document(user: User, collection: str, slug: str) -> Document:
    """The document at this address, with its collection: another one where it was moved. Raises NotFound."""
    here = Q(collection__slug=collection)
    there = Document.objects.select_related("collection", "content", "verified").filter(
        here | Q(version__gt=0), slug=slug, collection__in=_readable(user.pk), deleted_at=None
    )
    found = there.annotate(is_here=here).order_by("-is_here", "pk").first()
    if found is None:
        raise NotFound(f"There is no document “{collection}/{slug}”.")
    return found


def readable_addresses(user: User, addresses: Iterable[str]) -> set[str]:
    """Those of these addresses (`collection/document`) at which there is a document for this person, now: also those
    that lead to where it was moved."""
    wanted = set(addresses)
    return _led_to(wanted, _documents_at(user.pk, wanted)) if wanted else set()


async def areadable_addresses(
    connection: AsyncConnection[Any], user_id: int, addresses: Iterable[str]
) -> set[str]:
    """The same, over the engine's connection."""
    wanted = set(addresses)
    if not wanted:
        return set()
    return _led_to(wanted, await fetch_rows(connection, _documents_at(user_id, wanted)))


def _documents_at(user_id: int, addresses: Set[str]) -> QuerySet[Document, tuple[str, str, int]]:
    slugs = {address.partition("/")[2] for address in addresses}
    there = Document.objects.filter(slug__in=slugs, collection__in=_readable(user_id), deleted_at=None)
    return there.values_list("collection__slug", "slug", "version")


def _led_to(wanted: Set[str], there: Iterable[tuple[str, str, int]]) -> set[str]:
    """As `get_document` finds them: the slug of what people brought is no other document's."""
    rows = list(there)
    exact = {f"{collection}/{slug}" for collection, slug, _ in rows}
    brought = {slug for _, slug, version in rows if version}
    return {address for address in wanted if address in exact or address.partition("/")[2] in brought}


def get_editable_document(user: User, collection: str, slug: str) -> Document:
    """One that people brought, in a collection that this person may edit. Raises NotFound."""
    editable = documents_of(get_editable(user, collection)).filter(version__gt=0)
    found = editable.select_related("collection").filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no document “{collection}/{slug}”.")
    return found


def verified_answers(collection: Collection) -> QuerySet[VerifiedAnswer]:
    """Of a collection that this person may read, the newest first."""
    there = VerifiedAnswer.objects.filter(document__collection=collection, document__deleted_at=None)
    return there.select_related("document__collection").order_by("-verified_at", "-pk")


def get_verified_answer(user: User, collection: str, slug: str) -> VerifiedAnswer:
    """One in a collection that this person may edit. Raises NotFound."""
    found = verified_answers(get_editable(user, collection)).filter(document__slug=slug).first()
    if found is None:
        raise NotFound(f"There is no verified answer “{collection}/{slug}”.")
    return found


async def searchable(
    connection: AsyncConnection[Any], user_id: int, chosen: Sequence[int] | None = None
) -> list[int]:
    """The ids of what a search for this person may read, now; of the chosen collections, where it keeps to some."""
    readable = _readable(user_id).order_by("id").values_list("id")
    if chosen is not None and not chosen:
        return []
    if chosen:
        readable = readable.filter(id__in=list(chosen))
    return [row[0] for row in await fetch_rows(connection, readable)]


def _one(collections: QuerySet[Collection], slug: str) -> Collection:
    found = collections.filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no collection “{slug}”.")
    return found


def _readable(user_id: int) -> QuerySet[Collection]:
    granted = _granted(user_id, [GrantRole.READER, GrantRole.EDITOR])
    return _there(user_id).filter(Q(built_in=True) | Q(open_to_all=True) | Q(owner=user_id) | granted)


def _editable(user_id: int) -> QuerySet[Collection]:
    return _there(user_id).filter(Q(owner=user_id) | _granted(user_id, [GrantRole.EDITOR]), built_in=False)


def _owned(user_id: int) -> QuerySet[Collection]:
    return _there(user_id).filter(owner=user_id, built_in=False)


def _there(user_id: int) -> QuerySet[Collection]:
    """Nothing is there for an account that was closed."""
    account = User.objects.filter(pk=user_id, is_active=True)
    return Collection.objects.filter(Exists(account), deleted_at=None)


def _granted(user_id: int, roles: Sequence[GrantRole]) -> Q:
    grants = Grant.objects.filter(Q(user=user_id) | Q(group__members=user_id), role__in=roles)
    return Q(pk__in=grants.values("collection"))
