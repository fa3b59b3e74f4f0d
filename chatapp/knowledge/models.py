"""Rows: collections, documents, passages, and the postings that find them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from chatapp.accounts.models import User


class Collection(models.Model):
    """Documents that belong together. The counts are what BM25 needs to know of it; ingestion keeps them."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    language = models.CharField(
        max_length=63,
        default="english",
        help_text="A text search configuration of Postgres; one that it does not know counts as “simple”.",
    )
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    built_in = models.BooleanField(
        default=False, editable=False, help_text="The product's own: everybody reads it."
    )
    passage_count = models.PositiveIntegerField(default=0, editable=False)
    term_count = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """One text, taken in from its source when its digest changes."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="documents")
    slug = models.SlugField(max_length=200)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    recipe = models.PositiveSmallIntegerField(
        db_default=0, editable=False, help_text="The version of what made its passages and their terms."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [models.UniqueConstraint(fields=["collection", "slug"], name="document_slug_unique")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.collection.slug, self.slug])


class Passage(models.Model):
    """A part of a document that is found and quoted as one."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages", db_index=False)
    number = models.PositiveIntegerField()
    heading = models.TextField(blank=True)
    anchor = models.TextField(blank=True)
    text = models.TextField()
    length = models.PositiveIntegerField(help_text="Terms.")

    class Meta:
        ordering = ["document_id", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="passage_number_unique")]

    def __str__(self) -> str:
        return f"{self.document} / {self.heading}"


class Posting(models.Model):
    """How often one term occurs in one passage. With copies of all else that scoring reads."""

    pk = models.CompositePrimaryKey("passage_id", "term")
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="postings", db_index=False)
    term = models.TextField()
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+", db_index=False)
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
