"""What its owner does with an assistant. The callers have passed the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chatapp.accounts.access import groups_of
from chatapp.accounts.audit import record as audit
from chatapp.accounts.models import Group, User
from chatapp.assistants import versions
from chatapp.assistants.models import Assistant, AssistantVersion, Audience
from chatapp.assistants.slugs import free_slug
from chatapp.knowledge.access import collections_of
from chatapp.knowledge.models import Collection
from chatapp.providers.models import Model

__all__ = ["change", "create", "delete", "purge", "restore", "return_to", "share"]

# The page offers to take a deletion back for half as long, also where PURGE_DAYS is 0.
_UNDO = timedelta(minutes=1)


@transaction.atomic
def create(owner: User, fields: Mapping[str, Any], collections: Iterable[Collection]) -> Assistant:
    """A private one. `fields`: columns of its row."""
    assistant = Assistant(owner=owner, slug=free_slug(fields["name"]), **fields)
    assistant.save()
    assistant.collections.set(collections)
    versions.record(assistant, owner)
    audit(owner, "assistant.added", assistant.name)
    return assistant


@transaction.atomic
def change(
    assistant: Assistant, editor: User, fields: Mapping[str, Any], collections: Iterable[Collection]
) -> bool:
    """Returns whether that made a new version."""
    locked = _locked(assistant)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save()
    locked.collections.set(collections)
    changed = versions.record(locked, editor)
    if changed:
        audit(editor, "assistant.changed", locked.name, version=locked.version)
    return changed


@transaction.atomic
def share(assistant: Assistant, owner: User, audience: str, groups: Iterable[Group]) -> None:
    """With some of the owner's own groups, everybody, or nobody."""
    locked = _locked(assistant)
    mine = groups_of(owner).filter(pk__in=[group.pk for group in groups])
    chosen = list(mine) if audience == Audience.GROUPS else []
    before = (locked.audience, set(locked.groups.all()))
    locked.audience = audience
    locked.save(update_fields=["audience"])
    locked.groups.set(chosen)
    if before != (audience, set(chosen)):
        names = [group.name for group in chosen]
        audit(owner, "assistant.shared", locked.name, audience=audience, groups=names)


@transaction.atomic
def return_to(version: AssistantVersion, editor: User) -> bool:
    """Make the assistant what it was. Of models and collections those that are still there, and may be read."""
    content = dict(version.content)
    model, collections = content.pop("model"), content.pop("collections")
    ids = [collection["id"] for collection in collections]
    readable = collections_of(editor).filter(pk__in=ids)
    content["model"] = Model.objects.filter(pk=model["id"]).first() if model else None
    return change(version.assistant, editor, content, readable)


def delete(assistant: Assistant, owner: User) -> None:
    """Chats with it go on with the default one."""
    Assistant.objects.filter(pk=assistant.pk, deleted_at=None).update(deleted_at=timezone.now())
    audit(owner, "assistant.deleted", assistant.name)


def restore(assistant: Assistant, owner: User) -> None:
    Assistant.objects.filter(pk=assistant.pk).update(deleted_at=None)
    audit(owner, "assistant.restored", assistant.name)


def purge() -> int:
    """Remove for good what was deleted more than `PURGE_DAYS` ago. Returns how many."""
    before = timezone.now() - max(timedelta(days=settings.PURGE_DAYS), _UNDO)
    _, counts = Assistant.objects.filter(deleted_at__lt=before, is_default=False).delete()
    return counts.get("assistants.Assistant", 0)


def _locked(assistant: Assistant) -> Assistant:
    return Assistant.objects.select_for_update(of=("self",)).select_related("model").get(pk=assistant.pk)
