"""Rows: completions, and the content of those that were stored."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import ApiKey, User
from chatapp.completions.public_id import public_id, request_id
from chatapp.conversations.fields import JsonText
from chatapp.conversations.models import Message, Runner, Turn
from chatapp.providers.models import Model, Provider
from chatapp.usage.models import RARE_KINDS, Kind


class CompletionStatus(models.TextChoices):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


_ENDS = frozenset(CompletionStatus) - {CompletionStatus.RUNNING}
# The one transition table: every statement that writes a status asks it (`sources`).
TRANSITIONS: dict[CompletionStatus, frozenset[CompletionStatus]] = {
    CompletionStatus.RUNNING: _ENDS,
    CompletionStatus.DONE: frozenset(),
    CompletionStatus.STOPPED: frozenset(),
    CompletionStatus.FAILED: frozenset(),
    # Taken for dead, the runner that has it in memory writes its own end over that of the sweep.
    CompletionStatus.INTERRUPTED: _ENDS,
}


def sources(target: CompletionStatus) -> list[str]:
    """The statuses from which a completion may become `target`."""
    return [status.value for status, after in TRANSITIONS.items() if target in after]


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
    api_key = models.ForeignKey(ApiKey, null=True, on_delete=models.SET_NULL, related_name="+")
    # Of the API: the attempts of one call share it. The caller knows it as its request ID.
    call = models.UUIDField(null=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    asked_model = models.CharField("model asked for", max_length=250, blank=True)
    provider = models.ForeignKey(Provider, null=True, on_delete=models.SET_NULL, related_name="+")
    provider_name = models.CharField("provider name", max_length=100)
    model = models.ForeignKey(Model, null=True, on_delete=models.SET_NULL, related_name="+")
    model_name = models.CharField("model name", max_length=200)
    # Estimated when the call began, for the ledger of one that a killed server left. Null: a chat's of version 0.1.
    expected_prompt_tokens = models.PositiveBigIntegerField(null=True, editable=False)
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
            models.Index(
                fields=["user", "-queued_at", "-id"],
                name="completion_calls_of_user",
                condition=Q(call__isnull=False),
            ),
            models.Index(fields=["call"], name="completion_of_call", condition=Q(call__isnull=False)),
            models.Index(fields=["runner"], name="completion_open_of_runner", condition=Q(status="running")),
            models.Index(
                fields=["status", "-queued_at"],
                name="completion_not_done",
                condition=Q(status__in=["stopped", "failed", "interrupted"]),
            ),
            models.Index(
                fields=["kind", "-queued_at"], name="completion_of_kind", condition=Q(kind__in=RARE_KINDS)
            ),
            models.Index(fields=["model_name", "-queued_at"], name="completion_of_model"),
            models.Index(
                fields=["asked_model", "-queued_at"], name="completion_asked", condition=~Q(asked_model="")
            ),
            models.Index(fields=["upstream_id"], name="completion_upstream_id", condition=~Q(upstream_id="")),
            models.Index(fields=["request_id"], name="completion_request_id", condition=~Q(request_id="")),
            # By key, by value, and by both.
            GinIndex(fields=["metadata"], name="completion_metadata_pairs"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def call_id(self) -> str:
        """The request ID that the API's caller got; empty for what no script asked for."""
        return request_id(self.call) if self.call else ""

    @property
    def public_id(self) -> str:
        """The id that the API's callers see."""
        return public_id(self.id)

    @property
    def other_model(self) -> str:
        """The model's own name where another one was asked for; else empty."""
        return "" if self.asked_model in ("", self.model_name) else self.model_name

    @property
    def error_facts(self) -> dict[str, Any]:
        """What is known of the error beside its message."""
        error = self.error or {}
        return {name: value for name, value in error.items() if name != "message" and value is not None}


class StoredCompletion(models.Model):
    """A completion that its caller asked to store, and that came to its end.

    `id` grows as they are stored: it is the order of every list. Of a chat both texts are null: it reads its
    message and the path to it. Deleting leaves a row without texts: a list goes on after a deleted one.
    """

    completion = models.OneToOneField(Completion, on_delete=models.CASCADE, related_name="stored")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    request = JsonText(null=True)
    response = JsonText(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["user", "id"], name="stored_of_user", condition=Q(deleted_at__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.completion)


class StoredLabel(models.Model):
    """What a list of stored completions is filtered by: `metadata.<key>`, or `model` (each name it goes by).

    Rows of their own, because an index over them is in the order of the list; one over `jsonb` is not.
    """

    stored = models.ForeignKey(
        StoredCompletion, on_delete=models.CASCADE, related_name="labels", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=512)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stored", "name", "value"], name="stored_label_once")]
        indexes = [models.Index(fields=["user", "name", "value", "stored"], name="stored_label_find")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
