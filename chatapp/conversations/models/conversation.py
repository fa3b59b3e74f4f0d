from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.assistants.models import Assistant
from chatapp.conversations.fields import JsonText
from chatapp.providers.models import Model

from .folder import Folder


class TitleSource(models.TextChoices):
    FIRST_WORDS = "first_words"
    MODEL = "model"
    USER = "user"


# What the search does not know yet, or not as it is.
UNINDEXED = Q(deleted_at__isnull=True) & (Q(indexed_at__isnull=True) | Q(indexed_at__lt=F("updated_at")))


class Conversation(models.Model):
    """A tree of messages with one owner; the active path runs from the root to `active_leaf`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    title = models.CharField(max_length=200, blank=True)
    title_source = models.CharField(
        max_length=16, choices=TitleSource.choices, default=TitleSource.FIRST_WORDS
    )
    preview = models.CharField(max_length=200, blank=True)
    model = models.ForeignKey(Model, null=True, on_delete=models.SET_NULL, related_name="+")
    assistant = models.ForeignKey(Assistant, null=True, on_delete=models.SET_NULL, related_name="+")
    # Points into this conversation's own messages; no constraint, so that a purge need not look for it.
    active_leaf_id = models.UUIDField(null=True)
    store = models.BooleanField(default=False)
    # Sent with each request of the chat. The order of a schema's keys counts: as text.
    parameters = JsonText(null=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    folder = models.ForeignKey(
        Folder, null=True, on_delete=models.SET_NULL, related_name="conversations", db_index=False
    )
    # As `keeping.tags` names them, in the order in which they were given.
    tags = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    # An answer has ended since its owner looked at it.
    unread = models.BooleanField(default=False, db_default=False)
    # In no list and no search, and gone soon after `closed_at`, when its page was left.
    temporary = models.BooleanField(default=False, db_default=False)
    closed_at = models.DateTimeField(null=True)
    # What the search knows of it is of the time when this was its `updated_at`.
    indexed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "-updated_at", "-id"],
                name="conversation_of_owner",
                condition=Q(deleted_at__isnull=True),
            ),
            models.Index(fields=["owner"], name="conversation_owner"),
            models.Index(fields=["-updated_at"], name="conversation_updated"),
            models.Index(
                fields=["deleted_at"], name="conversation_deleted", condition=Q(deleted_at__isnull=False)
            ),
            models.Index(fields=["owner"], name="conversation_pinned", condition=Q(pinned_at__isnull=False)),
            models.Index(
                fields=["owner", "-updated_at", "-id"],
                name="conversation_archived",
                condition=Q(archived_at__isnull=False),
            ),
            models.Index(
                fields=["folder", "-updated_at", "-id"],
                name="conversation_of_folder",
                condition=Q(folder__isnull=False),
            ),
            models.Index(fields=["owner"], name="conversation_tagged", condition=~Q(tags=[])),
            models.Index(fields=["owner", "-updated_at"], name="conversation_unindexed", condition=UNINDEXED),
            models.Index(fields=["created_at"], name="conversation_temporary", condition=Q(temporary=True)),
        ]

    def __str__(self) -> str:
        return self.title or "New chat"
