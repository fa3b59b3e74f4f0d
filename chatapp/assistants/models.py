"""Rows: assistants, the presets of a chat."""

from __future__ import annotations

from collections.abc import Collection as Group
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from chatapp.knowledge.models import Collection
from chatapp.providers.models import Model


def _default_tools() -> list[Any]:
    return ["search_knowledge"]


class Assistant(models.Model):
    """A preset: model, instructions, parameters, knowledge, tools, conversation starters. One is the default."""

    name = models.CharField(max_length=100)
    instructions = models.TextField(blank=True)
    model = models.ForeignKey(Model, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    parameters = models.JSONField(default=dict, blank=True)
    tools = models.JSONField(default=_default_tools, blank=True)
    collections = models.ManyToManyField(Collection, blank=True, related_name="+")
    starters = models.JSONField("conversation starters", default=list, blank=True)
    is_default = models.BooleanField("default for new chats", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
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

    def validate_constraints(self, exclude: Group[str] | None = None) -> None:
        """That there is a default already is no error: saving moves the mark."""
        super().validate_constraints({*(exclude or ()), "is_default"})
