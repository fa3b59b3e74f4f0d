"""Rows: completions, and the content of those that were stored."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.conversations.fields import JsonText
from chatapp.conversations.models import Message, Runner, Turn
from chatapp.providers.models import Model, Provider
from chatapp.usage.models import Kind


class CompletionStatus(models.TextChoices):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Completion(models.Model):
    """One attempt of one call to a provider. Its tokens and cost are the ledger row of the same `completion_id`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    user = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="completions", db_index=False
    )
    turn = models.ForeignKey(Turn, null=True, on_delete=models.SET_NULL, related_name="completions")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="completions")
    runner = models.ForeignKey(Runner, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    provider = models.ForeignKey(Provider, null=True, on_delete=models.SET_NULL, related_name="+")
    provider_name = models.CharField("provider name", max_length=100)
    model = models.ForeignKey(Model, null=True, on_delete=models.SET_NULL, related_name="+")
    model_name = models.CharField("model name", max_length=200)
    parameters = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict)
    store = models.BooleanField(default=False)
    status = models.CharField(
        max_length=16, choices=CompletionStatus.choices, default=CompletionStatus.RUNNING
    )
    error = models.JSONField(null=True)
    upstream_id = models.CharField("upstream ID", max_length=200, blank=True)
    request_id = models.CharField("upstream request ID", max_length=200, blank=True)
    served_model = models.CharField(max_length=200, blank=True)
    service_tier = models.CharField(max_length=50, blank=True)
    system_fingerprint = models.CharField(max_length=200, blank=True)
    finish_reasons = ArrayField(models.CharField(max_length=50), default=list)
    queued_at = models.DateTimeField(default=timezone.now)
    first_token_at = models.DateTimeField(null=True)
    last_token_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-queued_at"], name="completion_queued"),
            models.Index(fields=["user", "-queued_at"], name="completion_of_user"),
            models.Index(fields=["user", "id"], name="completion_stored", condition=Q(store=True)),
            models.Index(fields=["runner"], name="completion_open_of_runner", condition=Q(status="running")),
            GinIndex(fields=["metadata"], name="completion_metadata", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def public_id(self) -> str:
        """The id that the API's callers see."""
        return f"chatcmpl-{self.id.hex}"


class StoredCompletion(models.Model):
    """What the caller asked to store. Of a chat both are null: it reads its message and the path to it."""

    completion = models.OneToOneField(
        Completion, primary_key=True, on_delete=models.CASCADE, related_name="stored"
    )
    request = JsonText(null=True)
    response = JsonText(null=True)

    def __str__(self) -> str:
        return str(self.completion)
