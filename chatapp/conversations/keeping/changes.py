"""What a person does with one or many of their conversations at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.deletion import delete, restore
from chatapp.conversations.keeping.tags import refuse_full
from chatapp.conversations.models import Conversation, Folder
from chatapp.conversations.notify import announce

MOST = 500
"""Conversations in one change."""


@transaction.atomic
def pin(user: User, ids: Collection[UUID], pinned: bool) -> None:
    """What is pinned is not in the archive."""
    _update(
        user, ids, pinned_at=timezone.now() if pinned else None, **({"archived_at": None} if pinned else {})
    )


@transaction.atomic
def archive(user: User, ids: Collection[UUID], archived: bool) -> None:
    """What is in the archive is not pinned; it keeps its folder."""
    _update(
        user,
        ids,
        archived_at=timezone.now() if archived else None,
        **({"pinned_at": None} if archived else {}),
    )


@transaction.atomic
def move(user: User, ids: Collection[UUID], folder: Folder | None) -> None:
    """None: out of its folder."""
    _update(user, ids, folder=folder)


@transaction.atomic
def tag(user: User, ids: Collection[UUID], name: str, tagged: bool) -> None:
    """`name` as of `tags.tag_name`. Raises TooManyTags."""
    tags = Func(F("tags"), Value(name), function="array_remove")
    if tagged:
        refuse_full(user, ids, name)
        tags = Func(tags, Value(name), function="array_append")
    _update(user, ids, tags=tags)


@transaction.atomic
def delete_all(user: User, ids: Collection[UUID]) -> None:
    _each(user, ids, delete, deleted=False)


@transaction.atomic
def restore_all(user: User, ids: Collection[UUID]) -> None:
    _each(user, ids, restore, deleted=True)


def _update(user: User, ids: Collection[UUID], **values: Any) -> None:
    """All of them or none. Raises NotFound."""
    changed = Conversation.objects.filter(owner=user, pk__in=ids, deleted_at=None, temporary=False).update(
        **values
    )
    if changed != len(set(ids)):
        raise NotFound
    for id in ids:
        announce(id, user.pk)


def _each(user: User, ids: Collection[UUID], act: Callable[[Conversation], None], *, deleted: bool) -> None:
    found = list(Conversation.objects.filter(owner=user, pk__in=ids, deleted_at__isnull=not deleted))
    if len(found) != len(set(ids)):
        raise NotFound
    for conversation in found:
        act(conversation)
