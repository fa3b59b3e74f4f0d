from __future__ import annotations

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User


class Folder(models.Model):
    """A person's name for some of their conversations; one is in one folder at most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
