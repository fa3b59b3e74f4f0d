from __future__ import annotations

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User

from .message import Message


class Verdict(models.TextChoices):
    GOOD = "good"
    BAD = "bad"


class Reason(models.TextChoices):
    """Why an answer is good or bad, where the person says so."""

    CORRECT = "correct", "Correct"
    HELPFUL = "helpful", "Helpful"
    WELL_WRITTEN = "well_written", "Well written"
    WRONG = "wrong", "Wrong"
    NOT_FOLLOWED = "not_followed", "Did not do what I asked"
    INCOMPLETE = "incomplete", "Incomplete"
    SOURCES = "sources", "Sources missing or wrong"
    REFUSED = "refused", "Refused without need"
    UNSAFE = "unsafe", "Harmful or unfit"
    OTHER = "other", "Something else"


GOOD_REASONS = (Reason.CORRECT, Reason.HELPFUL, Reason.WELL_WRITTEN, Reason.OTHER)
BAD_REASONS = tuple(reason for reason in Reason if reason not in GOOD_REASONS[:-1])


class Feedback(models.Model):
    """What a person thinks of an answer. `message` is its last one; of a person there is one for each."""

    LONGEST_COMMENT = 2_000

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="feedback")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices, blank=True)
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="feedback_once")]
        indexes = [models.Index(fields=["-updated_at", "-id"], name="feedback_updated")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.message_id}"
