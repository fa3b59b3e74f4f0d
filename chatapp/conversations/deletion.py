"""Deleting a conversation, and taking that back until the purge."""

from django.db import transaction
from django.utils import timezone

from chatapp.conversations.models import Conversation
from chatapp.conversations.notify import announce
from chatapp.conversations.stopping import stop_turns


@transaction.atomic
def delete(conversation: Conversation) -> None:
    """It answers "not there" at once; the turns that run in it are asked to stop."""
    Conversation.objects.filter(pk=conversation.pk).update(deleted_at=timezone.now())
    stop_turns(conversation.pk)
    announce(conversation.pk, conversation.owner_id)


@transaction.atomic
def restore(conversation: Conversation) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(deleted_at=None)
    announce(conversation.pk, conversation.owner_id)
