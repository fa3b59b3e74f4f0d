from __future__ import annotations

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.files.models import Content
from chatapp.knowledge.models import Collection

from .message import Message


class Attachment(models.Model):
    """A file that a person brought to a chat. It belongs to each message that was sent with it, edited ones too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    messages = models.ManyToManyField(Message, related_name="attachments")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    # Of an image, in pixels.
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True, help_text="What a model reads that does not take the file itself.")
    notes = models.JSONField(default=list, help_text="Sentences on what is missing in the text.")
    collection = models.OneToOneField(
        Collection,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What a search of the chat finds of it; none of an image or a recording.",
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name
