"""A folder of the server whose files are documents of a collection."""

from __future__ import annotations

from django.db import models

from chatapp.accounts.models import User
from chatapp.knowledge.models.collection import Collection


class WatchedFolder(models.Model):
    """`path`: inside of the folder that the operator named, with `/` between parts; empty for all of it.

    `notes`: what of the last look was left out, or failed, for people.
    """

    collection = models.OneToOneField(
        Collection, on_delete=models.CASCADE, related_name="watched_folder", primary_key=True
    )
    path = models.CharField(max_length=500, blank=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    notes = models.TextField(blank=True, db_default="")
    scanned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.path or "/"


class WatchedFile(models.Model):
    """How a file looked when it was taken in: it is read again when it looks otherwise."""

    folder = models.ForeignKey(WatchedFolder, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=500)
    size = models.BigIntegerField(help_text="Bytes.")
    changed_ns = models.BigIntegerField(help_text="Nanoseconds since 1970.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "name"], name="watched_file_once")]

    def __str__(self) -> str:
        return self.name
