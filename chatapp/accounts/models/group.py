"""A named set of people: what is shared is shared with people or groups."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from chatapp.accounts.models.user import User


class Group(models.Model):
    """Whoever is in it may do what it was given; a deactivated member keeps the place and can do nothing."""

    name = models.CharField(max_length=100)
    members = models.ManyToManyField(User, related_name="groups", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = [Lower("name"), "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="group_name_once")]

    def __str__(self) -> str:
        return self.name
