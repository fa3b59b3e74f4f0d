"""Rows: assistants, the presets of a chat."""

from __future__ import annotations

from typing import Any

from django.db import models
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
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="assistant_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name
