"""Rows: imports with their progress and report, the bytes that they are made of, and what came from where."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation


class ImportStatus(models.TextChoices):
    UPLOADING = "uploading"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @classmethod
    def open(cls) -> tuple[ImportStatus, ...]:
        return (ImportStatus.UPLOADING, ImportStatus.WAITING, ImportStatus.RUNNING)


class Import(models.Model):
    """A file of conversations that a person gives. One of a person is open at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField(help_text="Bytes of the file.")
    status = models.CharField(max_length=16, choices=ImportStatus.choices, default=ImportStatus.UPLOADING)
    # Of the unpacked conversations.
    bytes_read = models.BigIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    taken = models.IntegerField(default=0)
    known = models.IntegerField(default=0)
    broken = models.IntegerField(default=0)
    # The first of them: [{"place", "problem"}].
    problems = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                name="import_one_open",
                condition=Q(status__in=["uploading", "waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportPart(models.Model):
    """A piece of the file. In the database, which is all that the processes of an installation share; gone with the
    end of the import."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts", db_index=False)
    offset = models.BigIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "offset"], name="import_part_unique")]

    def __str__(self) -> str:
        return f"{self.offset} of {self.source_id}"


class Origin(models.Model):
    """Where an imported conversation comes from, so that it is not taken in twice."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="origin")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "source", "key"], name="origin_once_per_owner")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
