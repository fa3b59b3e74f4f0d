"""A file that a script sent to a collection, by the name that the script has for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.files.models import Content
from chatapp.knowledge.models.collection import Collection
from chatapp.knowledge.models.document import Document
from chatapp.knowledge.models.intake import Intake


class SentFile(models.Model):
    """`external_id`: the caller's; without one the name tells files apart. `intake`: the way of its newest content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="sent_files")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=500)
    external_id = models.CharField(max_length=200, blank=True)
    metadata = models.JSONField(default=dict)
    purpose = models.CharField(max_length=64)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="+")
    intake = models.ForeignKey(Intake, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "external_id"],
                condition=~Q(external_id=""),
                name="sent_file_external_id_once",
            ),
            models.UniqueConstraint(
                fields=["collection", "name"], condition=Q(external_id=""), name="sent_file_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
