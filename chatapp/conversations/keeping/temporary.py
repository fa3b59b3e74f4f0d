"""Temporary conversations: in no list and no search, gone soon after they are closed, at the latest after a day."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chatapp.conversations.deletion import delete
from chatapp.conversations.models import Conversation
from chatapp.conversations.notify import announce

LONGEST = timedelta(days=1)
# A page that is loaded again closes and opens.
_GRACE = timedelta(seconds=30)
_BATCH = 100


def close(conversation: Conversation) -> None:
    """Its page was left. One that is not temporary stays as it is."""
    Conversation.objects.filter(pk=conversation.pk, temporary=True).update(closed_at=timezone.now())


def reopen(conversation: Conversation) -> None:
    """Somebody came back before it was gone."""
    if conversation.closed_at is not None:
        Conversation.objects.filter(pk=conversation.pk).update(closed_at=None)


@transaction.atomic
def keep(conversation: Conversation) -> None:
    """It is a conversation like all others from now on."""
    Conversation.objects.filter(pk=conversation.pk).update(temporary=False, closed_at=None)
    announce(conversation.pk, conversation.owner_id)


def expire() -> int:
    """Delete those whose time is over; the purge removes them for good. Returns how many."""
    now = timezone.now()
    over = Q(created_at__lt=now - LONGEST) | Q(closed_at__lt=now - _GRACE)
    expired = Conversation.objects.filter(over, temporary=True, deleted_at=None).order_by("created_at")
    found = list(expired[:_BATCH])
    for conversation in found:
        delete(conversation)
    return len(found)
