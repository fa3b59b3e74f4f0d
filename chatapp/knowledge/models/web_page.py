"""A web address whose content is a document of a collection."""

from __future__ import annotations

from django.db import models

from chatapp.accounts.models import User
from chatapp.knowledge.models.collection import Collection
from chatapp.knowledge.models.document import Document


class Every(models.IntegerChoices):
    """Hours from one fetch to the next."""

    NEVER = 0, "Once"
    HOUR = 1, "Every hour"
    DAY = 24, "Every day"
    WEEK = 168, "Every week"


class WebPage(models.Model):
    """`document`: what it became; where that is moved or deleted, the fetches follow it.

    `failure`: why the last fetch failed, for people; `etag` and `last_modified` are of the last that did not.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="web_pages")
    document = models.ForeignKey(
        Document, null=True, on_delete=models.CASCADE, related_name="web_pages", editable=False
    )
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.URLField(max_length=2000)
    every = models.PositiveSmallIntegerField(choices=Every.choices, default=Every.DAY)
    etag = models.CharField(max_length=500, blank=True, db_default="")
    last_modified = models.CharField(max_length=100, blank=True, db_default="")
    failure = models.TextField(blank=True, db_default="")
    fetched_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["address"]
        constraints = [models.UniqueConstraint(fields=["collection", "address"], name="web_page_once")]

    def __str__(self) -> str:
        return self.address
