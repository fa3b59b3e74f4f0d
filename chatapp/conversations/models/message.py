from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.conversations.fields import JsonText

from .conversation import Conversation


class MessageRole(models.TextChoices):
    DEVELOPER = "developer"
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    FUNCTION = "function"


class Message(models.Model):
    """One node of the tree. `body` is the message as the API has it: role, content, and what its role brings."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    # The turn that wrote it; none for what a person wrote.
    turn = models.ForeignKey(
        "conversations.Turn", null=True, on_delete=models.CASCADE, related_name="messages"
    )
    role = models.CharField(max_length=16, choices=MessageRole.choices)
    body = JsonText()
    # The interrupted or stopped answer that this one goes on from.
    continues = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="continued_by")
    reasoning_ms = models.PositiveIntegerField(
        null=True, help_text="How long the model thought, in milliseconds."
    )
    created_at = models.DateTimeField(default=timezone.now)
    # With all that follows it.
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="message_created"),
            models.Index(
                fields=["deleted_at"], name="message_deleted", condition=Q(deleted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"
