"""Rows: assistants, the presets of a chat, and their versions."""

from __future__ import annotations

from collections.abc import Collection as Names
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chatapp.accounts.models import Group, User
from chatapp.knowledge.models import Collection
from chatapp.providers.models import Model


def _default_tools() -> list[Any]:
    return ["search_knowledge"]


class Audience(models.TextChoices):
    """With whom an assistant is shared. Its owner may always use it."""

    PRIVATE = "private", "Only me"
    GROUPS = "groups", "Groups"
    EVERYBODY = "everybody", "Everybody"


class Colour(models.TextChoices):
    """Of an assistant's tile."""

    PINE = "pine"
    BLUE = "blue"
    VIOLET = "violet"
    ROSE = "rose"
    AMBER = "amber"
    SLATE = "slate"


class Assistant(models.Model):
    """A preset: model, instructions, parameters, knowledge, tools, conversation starters. One is the default.

    `slug` is its name in addresses and in `/v1/models`. One without an owner is the admins'. `narrowed`: it keeps to
    its `collections`; else it searches all that the person who asks may read. `version`: the number of the latest.
    """

    name = models.CharField(max_length=100)
    # Servers of the version before insert rows without it.
    slug = models.SlugField(max_length=100, unique=True, null=True, editable=False)  # noqa: DJ001
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    description = models.CharField(max_length=300, blank=True, db_default="")
    symbol = models.CharField(
        max_length=8,
        blank=True,
        db_default="",
        help_text="One or two letters, or an emoji. Empty: the name's first.",
    )
    colour = models.CharField(
        max_length=16, choices=Colour.choices, default=Colour.PINE, db_default=Colour.PINE
    )
    instructions = models.TextField(blank=True)
    model = models.ForeignKey(Model, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    parameters = models.JSONField(default=dict, blank=True)
    tools = models.JSONField(default=_default_tools, blank=True)
    narrowed = models.BooleanField(
        "searches these collections only",
        default=False,
        db_default=False,
        help_text="Off: it searches all that the person who asks may read.",
    )
    collections = models.ManyToManyField(Collection, blank=True, related_name="+")
    starters = models.JSONField("conversation starters", default=list, blank=True)
    is_default = models.BooleanField("default for new chats", default=False)
    audience = models.CharField(
        max_length=16, choices=Audience.choices, default=Audience.PRIVATE, db_default=Audience.PRIVATE
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="assistant_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new default takes the mark from the old one."""
        with transaction.atomic():
            if self.is_default:
                Assistant.objects.filter(is_default=True).exclude(pk=self.pk).update(is_default=False)
            super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("assistant", args=[self.slug])

    def validate_constraints(self, exclude: Names[str] | None = None) -> None:
        """That there is a default already is no error: saving moves the mark."""
        super().validate_constraints({*(exclude or ()), "is_default"})

    @property
    def tile(self) -> str:
        """Its letters or its emoji."""
        return self.symbol or self.name[:1].upper()


class AssistantVersion(models.Model):
    """What an assistant was after one change: `content` as `versions.content_of` makes it. Sharing is no part of it."""

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["assistant", "number"], name="assistant_version_number_unique")
        ]

    def __str__(self) -> str:
        return f"{self.assistant}, version {self.number}"
