"""Documents that belong together."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from chatapp.accounts.models import User


class OfTheTeam(models.Manager["Collection"]):
    def get_queryset(self) -> QuerySet[Collection]:
        return super().get_queryset().filter(attached=False)


class Collection(models.Model):
    """Its audience and its grants say who may read it; `access` reads both.

    One that is `attached` holds a file of a chat. No list, search, count or admin page knows it: `objects` leaves it
    out, and whoever may see the file is asked where files are attached.

    The counts are what BM25 needs to know of it; ingestion keeps them.
    """

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    description = models.CharField(max_length=1000, blank=True, db_default="")
    language = models.CharField(
        max_length=63,
        default="english",
        help_text="A text search configuration of Postgres; one that it does not know counts as “simple”.",
    )
    other_languages = ArrayField(
        models.CharField(max_length=63),
        default=list,
        db_default=[],
        editable=False,
        help_text="That documents of it are in; a question is put in each of them, too.",
    )
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    built_in = models.BooleanField(
        default=False, editable=False, help_text="The product's own: everybody reads it."
    )
    attached = models.BooleanField(
        db_default=False,
        editable=False,
        help_text="Holds one file, which the chats search that it is attached to.",
    )
    open_to_all = models.BooleanField(db_default=False, help_text="Everybody in the team reads it.")
    confirm_months = models.PositiveSmallIntegerField(
        default=12, db_default=12, help_text="After so many, a document is to be confirmed; 0: never."
    )
    passage_count = models.PositiveIntegerField(default=0, editable=False)
    term_count = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfTheTeam()
    all_objects = models.Manager["Collection"]()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name"], condition=Q(attached=False), name="collection_of_team")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.slug])
