from __future__ import annotations

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.conversations.fields import JsonText

from .message import Message
from .turn import Turn


class ToolCallStatus(models.TextChoices):
    REQUESTED = "requested"
    DONE = "done"
    FAILED = "failed"


class ToolCall(models.Model):
    """One call that a model asked for: name, arguments, result."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="tool_calls")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tool_calls")
    call_id = models.CharField("call ID", max_length=200)
    type = models.CharField(max_length=16, default="function")
    name = models.CharField(max_length=200)
    arguments = JsonText(help_text="The text of the arguments, as the model wrote it.")
    status = models.CharField(max_length=16, choices=ToolCallStatus.choices, default=ToolCallStatus.REQUESTED)
    result = JsonText(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="tool_call_started")]

    def __str__(self) -> str:
        return f"{self.name} {self.call_id}"
