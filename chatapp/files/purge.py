"""Removes the contents that no row refers to any more, whichever room the row would be of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet
from django.utils import timezone

from .models import Content
from .store import storage

KEPT = timedelta(days=1)
"""After it was saved: until then somebody may be about to refer to it."""

_BATCH = 50


def remove_unused() -> int:
    """Returns how many. Any number of processes may do this at once."""
    before = timezone.now() - KEPT
    removed = 0
    while count := _remove_batch(before):
        removed += count
    return removed


@transaction.atomic
def _remove_batch(before: datetime) -> int:
    """A file goes before its row: one without a row would never be found again."""
    unused = _unused(before).select_for_update(skip_locked=True, of=("self",))
    batch = list(unused.order_by("saved_at")[:_BATCH])
    for content in batch:
        storage().delete(content.place)
    Content.objects.filter(pk__in=[content.pk for content in batch]).delete()
    return len(batch)


def _unused(before: datetime) -> QuerySet[Content]:
    found = Content.objects.filter(saved_at__lt=before)
    for relation in Content._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.filter(~Exists(rows))
    return found
