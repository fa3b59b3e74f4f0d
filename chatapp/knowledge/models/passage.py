"""What is found of a document, and what finds it."""

from __future__ import annotations

from django.db import models

from chatapp.knowledge.models.collection import Collection
from chatapp.knowledge.models.document import Document


class Passage(models.Model):
    """A part of a document that is found and quoted as one.

    `start` and `end`: its place in the text of the version that it is of, in characters; null where it was made before
    places were kept.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages", db_index=False)
    number = models.PositiveIntegerField()
    heading = models.TextField(blank=True)
    anchor = models.TextField(blank=True)
    text = models.TextField()
    page = models.PositiveIntegerField(null=True, blank=True, help_text="On which it begins.")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    length = models.PositiveIntegerField(help_text="Terms.")

    class Meta:
        ordering = ["document_id", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="passage_number_unique")]

    def __str__(self) -> str:
        return f"{self.document} / {self.heading}"


class Posting(models.Model):
    """How often one term occurs in one passage. With copies of all else that scoring reads.

    The database checks no foreign key of them: for a hundred rows a passage that took longer than writing them.
    They are written in the transaction that makes their passage, and deleted with it.
    """

    pk = models.CompositePrimaryKey("passage_id", "term")
    passage = models.ForeignKey(
        Passage, on_delete=models.CASCADE, related_name="postings", db_index=False, db_constraint=False
    )
    term = models.TextField()
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    count = models.PositiveIntegerField()
    length = models.PositiveIntegerField(help_text="Of the passage, in terms.")

    class Meta:
        indexes = [
            models.Index(
                fields=["term", "collection"], include=["passage", "count", "length"], name="posting_of_term"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.count}"


class Term(models.Model):
    """In how many passages of a collection a term occurs. Triggers of the postings keep it, to the last one."""

    pk = models.CompositePrimaryKey("collection_id", "term")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.TextField()
    holders = models.PositiveIntegerField(help_text="Passages of the collection that have it.")

    def __str__(self) -> str:
        return f"{self.term}: {self.holders}"
