from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.conversations.fields import JsonText
from chatapp.providers.models import Model

from .conversation import Conversation


class TurnStatus(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @classmethod
    def open(cls) -> tuple[TurnStatus, ...]:
        return (TurnStatus.QUEUED, TurnStatus.RUNNING)


# A list of SQL. Written out, since the planner sees no partial index of open turns behind a parameter.
OPEN_STATUSES = str(tuple(status.value for status in TurnStatus.open()))

# The one transition table: every statement that writes a status asks it (`sources`).
TRANSITIONS: dict[TurnStatus, frozenset[TurnStatus]] = {
    TurnStatus.QUEUED: frozenset(
        {TurnStatus.RUNNING, TurnStatus.STOPPED, TurnStatus.FAILED, TurnStatus.INTERRUPTED}
    ),
    TurnStatus.RUNNING: frozenset(
        {TurnStatus.DONE, TurnStatus.STOPPED, TurnStatus.FAILED, TurnStatus.INTERRUPTED}
    ),
    TurnStatus.DONE: frozenset(),
    TurnStatus.STOPPED: frozenset(),
    TurnStatus.FAILED: frozenset(),
    # Taken for dead, the runner that has it in memory takes it back.
    TurnStatus.INTERRUPTED: frozenset({TurnStatus.RUNNING}),
}


def sources(target: TurnStatus) -> list[str]:
    """The statuses from which a turn may become `target`."""
    return [status.value for status, after in TRANSITIONS.items() if target in after]


class Runner(models.Model):
    """The part of a server process that runs turns: one row per process, alive while its heartbeat is young."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    host = models.CharField(max_length=255)
    pid = models.IntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    # Since when no heartbeat was late. Only who is steady takes the silence of others for their death.
    steady_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Turn(models.Model):
    """Everything the assistant does to answer one message, until the last answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    client_id = models.CharField(max_length=64)
    # The message that the answer hangs on: the question, or the partial answer that is continued.
    parent = models.ForeignKey(
        "conversations.Message", on_delete=models.CASCADE, related_name="turns_from_here"
    )
    status = models.CharField(max_length=16, choices=TurnStatus.choices, default=TurnStatus.QUEUED)
    runner = models.ForeignKey(
        Runner, null=True, on_delete=models.SET_NULL, related_name="turns", db_index=False
    )
    stop_requested = models.BooleanField(default=False)
    model = models.ForeignKey(Model, null=True, on_delete=models.SET_NULL, related_name="+")
    provider_name = models.CharField(max_length=100, blank=True)
    model_name = models.CharField(max_length=200, blank=True)
    # The chat's when the turn began, as they were sent.
    parameters = JsonText(null=True)
    error = models.JSONField(null=True)
    finish_reason = models.CharField(max_length=50, blank=True)
    prompt_tokens = models.BigIntegerField(null=True)
    completion_tokens = models.BigIntegerField(null=True)
    usage_estimated = models.BooleanField(default=False)
    left_out = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Messages at the beginning of its path that the model was not sent.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    first_token_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "client_id"], name="turn_client_id_unique")]
        indexes = [
            models.Index(
                fields=["runner"], name="turn_open_of_runner", condition=Q(status__in=["queued", "running"])
            ),
            models.Index(
                fields=["owner"], name="turn_open_of_owner", condition=Q(status__in=["queued", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.id}"


class TurnEvent(models.Model):
    """The numbered events after `after` up to `seq` of a running turn, coalesced; gone when the turn has ended."""

    pk = models.CompositePrimaryKey("turn_id", "seq")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="events", db_index=False)
    seq = models.BigIntegerField()
    after = models.BigIntegerField()
    payload = JsonText()

    def __str__(self) -> str:
        return f"{self.after}..{self.seq} of {self.turn_id}"
