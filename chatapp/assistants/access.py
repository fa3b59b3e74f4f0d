"""The door to assistants: what a person may use, and what they may change. Not there and not theirs are one `NotFound`.

The default one is everybody's; of the others its owner may use each, and whoever it is shared with. Owners change
theirs; those without an owner are changed by admins, on the admin's pages.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from psycopg import AsyncConnection

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.assistants.models import Assistant, AssistantVersion, Audience
from chatapp.querysets import fetch_rows

__all__ = [
    "default_assistant",
    "deleted_assistants",
    "get_assistant",
    "get_deleted",
    "get_own",
    "get_version",
    "is_usable",
    "offered",
    "own_assistants",
    "shared_assistants",
    "still_usable",
    "usable",
    "usable_slug",
]


def default_assistant() -> Assistant | None:
    """None only where the row was removed from the database by hand."""
    return Assistant.objects.filter(is_default=True).first()


def usable(user_id: int) -> QuerySet[Assistant]:
    """What this person may chat with now, by name."""
    account = User.objects.filter(pk=user_id, is_active=True)
    membership = Assistant.groups.through.objects.filter(assistant=OuterRef("pk"), group__members=user_id)
    shared = Q(audience=Audience.EVERYBODY) | (Q(audience=Audience.GROUPS) & Exists(membership))
    return Assistant.objects.filter(
        Q(is_default=True) | Q(owner=user_id) | shared, Exists(account), deleted_at=None
    )


def own_assistants(user: User) -> QuerySet[Assistant]:
    return usable(user.pk).filter(owner=user)


def shared_assistants(user: User) -> QuerySet[Assistant]:
    """What others made and this person may use; without the default one, which nobody has to choose."""
    return usable(user.pk).filter(~Q(owner=user) | Q(owner=None), is_default=False).select_related("owner")


def offered(user: User, most: int) -> QuerySet[Assistant]:
    """What a new chat offers, one's own first; without the default one."""
    found = usable(user.pk).filter(is_default=False)
    return found.order_by(Case(When(owner=user, then=0), default=1), "name", "id")[:most]


def deleted_assistants(user: User) -> QuerySet[Assistant]:
    """One's own that can still be restored, the last one first."""
    return Assistant.objects.filter(owner=user, deleted_at__isnull=False).order_by("-deleted_at")


def get_assistant(user: User, slug: str) -> Assistant:
    return _one(usable(user.pk), slug)


def get_own(user: User, slug: str) -> Assistant:
    return _one(own_assistants(user), slug)


def get_deleted(user: User, slug: str) -> Assistant:
    return _one(deleted_assistants(user), slug)


def get_version(assistant: Assistant, number: int) -> AssistantVersion:
    found = assistant.versions.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def still_usable(user: User, assistant_id: int | None) -> Assistant | None:
    """The assistant of a chat of theirs, if it was not deleted or taken from them since."""
    return None if assistant_id is None else usable(user.pk).filter(pk=assistant_id).first()


async def is_usable(connection: AsyncConnection[Any], user_id: int, assistant_id: int) -> bool:
    """May this person chat with it now?"""
    return bool(await _ids(connection, usable(user_id).filter(pk=assistant_id)))


async def usable_slug(connection: AsyncConnection[Any], user_id: int, slug: str) -> int | None:
    """The id of the assistant with this slug, if this person may use it now."""
    ids = await _ids(connection, usable(user_id).filter(slug=slug))
    return ids[0] if ids else None


def _one(assistants: QuerySet[Assistant], slug: str) -> Assistant:
    found = assistants.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


async def _ids(connection: AsyncConnection[Any], assistants: QuerySet[Assistant]) -> list[int]:
    return [row[0] for row in await fetch_rows(connection, assistants.order_by().values_list("id"))]
