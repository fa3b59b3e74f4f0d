from __future__ import annotations

from django.db import models

from chatapp.conversations.fields import JsonText

from .message import Message


class MessageLogprobs(models.Model):
    """How likely the tokens of an answer were, where its request asked: more than its text, and seldom read."""

    message = models.OneToOneField(
        Message, primary_key=True, on_delete=models.CASCADE, related_name="logprobs"
    )
    # As a choice has it in the API.
    logprobs = JsonText()

    def __str__(self) -> str:
        return f"of {self.message_id}"
