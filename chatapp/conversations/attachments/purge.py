"""Removes attachments that no message was sent with, or whose last message is gone. Their content follows."""

from datetime import timedelta

from django.utils import timezone

from chatapp.conversations.models import Attachment

KEPT = timedelta(days=1)
"""A draft: a page may have it in its composer."""


def remove_unsent() -> int:
    """Returns how many."""
    count, _ = Attachment.objects.filter(messages=None, created_at__lt=timezone.now() - KEPT).delete()
    return count
