"""A file on its way into a collection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chatapp.accounts.models import User
from chatapp.files.models import Content
from chatapp.knowledge.models.collection import Collection
from chatapp.knowledge.models.document import Document
from chatapp.knowledge.models.web_page import WebPage


class IntakeState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    READING = "reading", "Reading"
    INDEXING = "indexing", "Indexing"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"

    @classmethod
    def open(cls) -> list[IntakeState]:
        """Those of a file that its job has not ended with."""
        return [cls.WAITING, cls.READING, cls.INDEXING]


TRANSITIONS: dict[IntakeState, frozenset[IntakeState]] = {
    IntakeState.WAITING: frozenset({IntakeState.READING, IntakeState.FAILED}),
    # A worker that was killed has its job run again from the start; an archive is ready when it is unpacked.
    IntakeState.READING: frozenset(IntakeState) - {IntakeState.WAITING},
    IntakeState.INDEXING: frozenset({IntakeState.READING, IntakeState.READY, IntakeState.FAILED}),
    IntakeState.FAILED: frozenset({IntakeState.WAITING}),
    IntakeState.READY: frozenset(),
}


class Intake(models.Model):
    """`document`: what it became, or whose content it is to replace. `reason`: why it failed, for people."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="intakes")
    document = models.ForeignKey(Document, null=True, on_delete=models.SET_NULL, related_name="intakes")
    web_page = models.ForeignKey(WebPage, null=True, on_delete=models.SET_NULL, related_name="intakes")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=500)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=IntakeState.choices, default=IntakeState.WAITING)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["user"], condition=Q(state="waiting"), name="intake_waiting"),
            models.Index(fields=["collection", "state", "id"], name="intake_of_collection"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"
