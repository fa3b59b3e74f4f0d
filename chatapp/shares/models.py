"""Rows: conversations as their owners let others read them."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation


class Audience(models.TextChoices):
    TEAM = "team", "People of this server"
    LINK = "link", "Anyone with the link"


def _token() -> str:
    return secrets.token_urlsafe(24)


class Share(models.Model):
    """A conversation as it was at one moment: the path from its root to one message.

    Messages do not change, so that the path is the snapshot: nothing is copied that a deletion would have to find.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="shares")
    # A message of the conversation; no constraint, so that a purge need not look for it.
    leaf_id = models.UUIDField()
    title = models.CharField(max_length=200)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.TEAM)
    # Those from before were made by people who were told that only text is shown.
    pictures = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
