"""A document of a collection, and what it was before its content was replaced."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from chatapp.accounts.models import User
from chatapp.files.models import Content
from chatapp.knowledge.models.collection import Collection


class Document(models.Model):
    """One text, taken in from its source when its digest changes.

    What people brought has a `name`, unique in its collection, a `content` and a `version` from 1 on.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="documents")
    slug = models.SlugField(max_length=200)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    recipe = models.PositiveSmallIntegerField(
        db_default=0, editable=False, help_text="The version of what made its passages and their terms."
    )
    language = models.CharField(
        max_length=63,
        blank=True,
        db_default="",
        editable=False,
        help_text="Where it is not the collection's.",
    )
    updated_at = models.DateTimeField(auto_now=True)
    name = models.CharField(max_length=500, blank=True, db_default="", help_text="Of the file, with folders.")
    content = models.ForeignKey(Content, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=100, blank=True, db_default="")
    version = models.PositiveIntegerField(db_default=0)
    pages = models.JSONField(
        null=True, blank=True, help_text="[number, place in the text at which it begins] of each page."
    )
    notes = models.JSONField(null=True, blank=True, help_text="Sentences on what could not be read.")
    titled_by_hand = models.BooleanField(db_default=False)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When somebody last stood for what it says."
    )
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "slug"], name="document_slug_unique"),
            models.UniqueConstraint(
                fields=["collection", "name"],
                condition=~Q(name="") & Q(deleted_at=None),
                name="document_name_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.collection.slug, self.slug])


class OlderVersion(models.Model):
    """What a document said until `replaced_at`: citations of it still open. Nothing finds it any more."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="older_versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField()
    pages = models.JSONField(null=True)
    content = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=100)
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="older_version_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
