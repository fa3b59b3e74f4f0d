from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from .conversation import Conversation

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class Terms(_Field):
    """A `tsvector` that statements write and read."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"


class SearchEntry(models.Model):
    """What one message is found by, or the title of a conversation; written after the fact, and made anew at will.

    Without foreign keys in the database: servers of the version before delete messages and know nothing of it.
    """

    # Of the message; of the conversation for its title.
    id = models.UUIDField(primary_key=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    terms = Terms()

    class Meta:
        # A list of pending entries would be read by each search until somebody sorts it in.
        indexes = [GinIndex(fields=["terms"], name="search_terms", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.id)
