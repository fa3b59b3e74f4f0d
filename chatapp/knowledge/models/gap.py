"""What the answers of a collection's readers tell its editors."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.knowledge.models.collection import Collection
from chatapp.knowledge.models.document import Document
from chatapp.lines import one_line


class Gap(models.Model):
    """A question without a good answer: nothing was cited, only weak passages were found, or a thumb is down.

    `answer` is the plain id of the turn that answered. Editors see who asked where `named`.
    """

    LONGEST_QUESTION = 1000

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="gaps")
    answer = models.UUIDField(null=True, db_index=True)
    asker = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    named = models.BooleanField(db_default=False)
    question = models.CharField(max_length=LONGEST_QUESTION)
    declined = models.BooleanField(db_default=False, help_text="The answer cites nothing.")
    weak = models.BooleanField(db_default=False, help_text="Only weak passages were found.")
    disliked = models.BooleanField(db_default=False, help_text="The asker's thumb is down.")
    asked_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, help_text="Answered or set aside by an editor.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "answer"], name="gap_of_an_answer_once")]
        indexes = [models.Index(fields=["collection", "-asked_at"], name="gap_asked")]

    def __str__(self) -> str:
        return self.question

    @classmethod
    def as_kept(cls, question: str) -> str:
        """What is kept of a question; nothing where it says nothing."""
        return one_line(question)[: cls.LONGEST_QUESTION]


class CitedDocument(models.Model):
    """That an answer cites a document. `answer`: the plain id of its turn, or of nothing else."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="citations", db_index=False)
    answer = models.UUIDField(db_index=True)
    cited_at = models.DateTimeField(default=timezone.now)
    disliked = models.BooleanField(db_default=False, help_text="The asker's thumb is down.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "answer"], name="document_cited_once")]

    def __str__(self) -> str:
        return f"{self.document_id} in {self.answer}"
