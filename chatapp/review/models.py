"""Rows: views of the review that somebody keeps under a name, and who gets the digest of the week."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chatapp.accounts.models import User


class SavedView(models.Model):
    """A page with the filters of its address. A period that moves, as the last month, moves with the day."""

    LONGEST_NAME = 80
    LONGEST_QUERY = 2_000
    MOST = 100

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    page = models.CharField(max_length=32)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    # With everybody who may see the review.
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"{reverse(f'review:{self.page}')}?{self.query}"

    @classmethod
    def seen_by(cls, user: User) -> QuerySet[SavedView]:
        return cls.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")

    @classmethod
    def owned_by(cls, user: User) -> QuerySet[SavedView]:
        return cls.objects.filter(owner=user)

    @classmethod
    def removable_by(cls, user: User) -> QuerySet[SavedView]:
        """One's own; admins also remove what others share."""
        mine = Q(owner=user)
        return cls.objects.filter(mine | Q(shared=True) if user.is_admin else mine)


class Digest(models.Model):
    """Somebody who reviews gets the week by mail. `origin`: of the links in it, where the server has no address of its
    own. `sent_for`: the Monday after the newest week that was asked for."""

    owner = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=300)
    sent_for = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Digest for {self.owner_id}"
