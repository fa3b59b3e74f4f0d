"""Rows: the contents of files."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7


class Content(models.Model):
    """Bytes that are kept once. What a person calls them, and their type, stands where they are referred to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField(help_text="Bytes.")
    created_at = models.DateTimeField(default=timezone.now)
    # When it was last saved: from then on somebody may be about to refer to it.
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def place(self) -> str:
        """Its name in the storage."""
        return f"{self.sha256[:2]}/{self.sha256}"
