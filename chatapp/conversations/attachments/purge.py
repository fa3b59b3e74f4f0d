"""Removes attachments that no message was sent with, or whose last message is gone. Their content follows."""

from datetime import timedelta

from django.utils import timezone

from chatapp.conversations.models import Attachment
from chatapp.conversations.purge import remove_attachments
from chatapp.knowledge.sources import chat_files

KEPT = timedelta(days=1)
"""A draft: a page may have it in its composer."""


def remove_unsent() -> int:
    """Returns how many. What the search knows of files that went with their person goes, too."""
    unsent = Attachment.objects.filter(messages=None, created_at__lt=timezone.now() - KEPT)
    count = remove_attachments(unsent)
    claimed = Attachment.objects.exclude(collection=None).values("collection")
    chat_files.remove(chat_files.unclaimed(claimed))
    return count
