"""Who beside its owner may read or edit a collection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chatapp.accounts.models import Group, User
from chatapp.knowledge.models.collection import Collection


class GrantRole(models.TextChoices):
    READER = "reader", "May read"
    EDITOR = "editor", "May edit"


class Grant(models.Model):
    """To one person or to one group; an editor also reads."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, choices=GrantRole.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(group=None), name="grant_to_a_person_or_a_group"
            ),
            models.UniqueConstraint(fields=["user", "collection"], name="grant_of_a_person_once"),
            models.UniqueConstraint(fields=["group", "collection"], name="grant_of_a_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.get_role_display()}"

    @property
    def holder(self) -> User | Group:
        holder = self.user or self.group
        assert holder is not None
        return holder
