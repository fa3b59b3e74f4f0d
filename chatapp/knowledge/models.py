"""Rows: collections, documents, passages, and the postings that find them."""

from __future__ import annotations

from django.db import models


class Collection(models.Model):
    """Documents that belong together."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    built_in = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """One text, taken in from its source when its digest changes."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="documents")
    slug = models.SlugField(max_length=200)
    title = models.CharField(max_length=300)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "slug"], name="document_slug_unique")]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A part of a document that is found and quoted as one."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=500, blank=True)
    anchor = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    length = models.PositiveIntegerField(help_text="Terms.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="passage_number_unique")]

    def __str__(self) -> str:
        return f"{self.document} / {self.heading}"


class Posting(models.Model):
    """How often one term occurs in one passage."""

    pk = models.CompositePrimaryKey("term", "passage_id")
    term = models.TextField()
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="postings")
    count = models.PositiveIntegerField()
