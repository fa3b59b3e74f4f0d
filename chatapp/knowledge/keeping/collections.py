"""What people do with their collections. The callers have passed the door.

The audit log keeps who opened what to whom.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from chatapp.accounts import audit
from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import Group, User
from chatapp.jobs.queue import LATER, queue
from chatapp.jobs.threads import in_thread
from chatapp.knowledge.ingestion import locked, outdate, reindex
from chatapp.knowledge.models import Collection, Grant, GrantRole

UNDO: Final = timedelta(minutes=10)
"""For how long a deletion can be undone; the page offers it for 30 s."""


@dataclass(frozen=True, slots=True)
class Description:
    """What an editor says about a collection. `language`: a text search configuration of Postgres."""

    name: str
    description: str
    language: str


def create(owner: User, said: Description) -> Collection:
    """Private: nobody else reads it."""
    with transaction.atomic():
        collection = Collection.objects.create(
            owner=owner,
            slug=unguessable_slug(said.name, 35),
            name=said.name,
            description=said.description,
            language=said.language,
        )
        _note(owner, "created", collection)
    return collection


def describe(collection: Collection, said: Description) -> None:
    """In another language its documents are indexed anew, by a job."""
    with transaction.atomic():
        before = locked(collection).language
        collection.name, collection.description = said.name, said.description
        collection.language = said.language
        collection.save(update_fields=["name", "description", "language"])
        if said.language != before:
            outdate(collection)
            reindexing.defer()


def hand_over(owner: User, collection: Collection, person: User) -> None:
    """Who owned it may edit it from then on."""
    with transaction.atomic():
        collection.grants.filter(user=person).delete()
        collection.owner = person
        collection.save(update_fields=["owner"])
        Grant.objects.update_or_create(collection=collection, user=owner, defaults={"role": GrantRole.EDITOR})
        _note(owner, "handed_over", collection, to=person.email)


@queue.task(name="knowledge.reindex", retry=LATER)
async def reindexing() -> None:
    """What is outdated, of all collections. It may run beside itself: each document is done once."""
    await in_thread(reindex)


def share(owner: User, collection: Collection, holder: User | Group, role: GrantRole) -> None:
    """Replaces what the holder was granted before."""
    key = {"user": holder} if isinstance(holder, User) else {"group": holder}
    with transaction.atomic():
        Grant.objects.update_or_create(collection=collection, **key, defaults={"role": role})
        _note(owner, "shared", collection, holder=_name(holder), role=role.value)


def unshare(owner: User, collection: Collection, grant_id: int) -> None:
    with transaction.atomic():
        grant = collection.grants.select_related("user", "group").filter(pk=grant_id).first()
        if grant is None:
            raise NotFound
        grant.delete()
        _note(owner, "unshared", collection, holder=_name(grant.holder))


def open_to_all(owner: User, collection: Collection, *, opened: bool) -> None:
    with transaction.atomic():
        collection.open_to_all = opened
        collection.save(update_fields=["open_to_all"])
        _note(owner, "opened" if opened else "closed", collection)


def delete(owner: User, collection: Collection) -> None:
    """Nobody finds or reads it from now on; a chore purges it after `PURGE_DAYS`."""
    with transaction.atomic():
        collection.deleted_at = timezone.now()
        collection.save(update_fields=["deleted_at"])
        _note(owner, "deleted", collection)


def restorable(owner: User) -> QuerySet[Collection]:
    """One's own whose deletion can be undone."""
    return Collection.objects.filter(owner=owner, deleted_at__gt=timezone.now() - UNDO)


def restore(owner: User, slug: str) -> Collection:
    """`NotFound` where there is nothing to undo."""
    collection = restorable(owner).filter(slug=slug).first()
    if collection is None:
        raise NotFound
    with transaction.atomic():
        collection.deleted_at = None
        collection.save(update_fields=["deleted_at"])
        _note(owner, "restored", collection)
    return collection


def unguessable_slug(name: str, longest: int) -> str:
    """Readable, and never taken: one that gets a number tells that there is another of its name."""
    readable = slugify(name)[:longest].strip("-")
    return f"{readable}-{secrets.token_hex(4)}".lstrip("-")


def _note(actor: User, verb: str, collection: Collection, **detail: object) -> None:
    audit.record(actor, f"collection.{verb}", f"{collection.name} ({collection.slug})", **detail)


def _name(holder: User | Group) -> str:
    return holder.email if isinstance(holder, User) else f"group {holder.name}"
