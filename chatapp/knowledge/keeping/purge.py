"""Removes for good what was deleted long ago, and the files that only it referred to go with the next chore."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chatapp.knowledge.keeping.documents import UNDO
from chatapp.knowledge.models import Collection, Document, Intake, IntakeState

__all__ = ["purge"]

_BATCH = 50
_TOLD = timedelta(days=1)
"""For how long it is kept that a file became a document."""


def purge() -> int:
    """Returns how many documents. Any number of processes may do this at once."""
    now = timezone.now()
    before = now - max(timedelta(days=settings.PURGE_DAYS), UNDO)
    removed = 0
    while count := _purge_batch(before):
        removed += count
    Collection.objects.filter(deleted_at__lt=before, documents=None).delete()
    over = Intake.objects.filter(state__in=[IntakeState.READY, IntakeState.FAILED])
    over.filter(state=IntakeState.READY, changed_at__lt=now - _TOLD).delete()
    over.filter(changed_at__lt=before).delete()
    return removed


@transaction.atomic
def _purge_batch(before: datetime) -> int:
    deleted = Document.objects.filter(deleted_at__lt=before) | Document.objects.filter(
        collection__deleted_at__lt=before
    )
    batch = list(deleted.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:_BATCH])
    Document.objects.filter(pk__in=[document.pk for document in batch]).delete()
    return len(batch)
