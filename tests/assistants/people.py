"""Assistants of people, for tests."""

from __future__ import annotations

from typing import Any

from chatapp.accounts.models import Group, User
from chatapp.assistants import changes
from chatapp.assistants.models import Assistant, Audience
from chatapp.knowledge.models import Collection


def made(
    owner: User,
    name: str = "Cook",
    *,
    audience: Audience = Audience.PRIVATE,
    groups: list[Group] | None = None,
    collections: list[Collection] | None = None,
    **fields: Any,
) -> Assistant:
    """One that `owner` made; it keeps to `collections` where some are named."""
    content = {"name": name, "narrowed": collections is not None, **fields}
    assistant = changes.create(owner, content, collections or [])
    changes.share(assistant, owner, audience, groups or [])
    return Assistant.objects.get(pk=assistant.pk)
