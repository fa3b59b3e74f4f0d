"""A document of a collection."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from chatapp.knowledge.models.collection import Collection


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
