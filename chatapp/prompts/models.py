"""Rows: saved prompts, which a person writes once and uses again by a slash and a word."""

from __future__ import annotations

from django.db import models

from chatapp.accounts.models import Group, User

LONGEST_TEXT = 20_000
"""Characters."""


class Audience(models.TextChoices):
    """Who may use a prompt beside its owner."""

    PRIVATE = "private", "Only me"
    CHOSEN = "chosen", "People and groups"
    EVERYBODY = "everybody", "Everybody"


class SavedPrompt(models.Model):
    """`command` is the word behind the slash, one's own no two times. `{{name}}` in `text` is asked for at its use."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    command = models.SlugField(max_length=40, db_index=False)
    description = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=LONGEST_TEXT)
    audience = models.CharField(max_length=16, choices=Audience.choices, default=Audience.PRIVATE)
    people = models.ManyToManyField(User, blank=True, related_name="+")
    groups = models.ManyToManyField(Group, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["command", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "command"], name="saved_prompt_command_unique")
        ]

    def __str__(self) -> str:
        return f"/{self.command}"
