"""A question that an editor answered by hand."""

from __future__ import annotations

from django.db import models

from chatapp.accounts.models import User
from chatapp.knowledge.models.document import Document


class VerifiedAnswer(models.Model):
    """A document that an editor wrote: its title is the question, its text the answer. It is found before all others.

    `signature` says who stands for it since when, and keeps the name as it was.
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="verified")
    wordings = models.TextField(blank=True, help_text="How else it is asked: one wording a line.")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verified_at = models.DateTimeField()
    signature = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.document.title
