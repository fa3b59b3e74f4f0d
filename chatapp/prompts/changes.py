"""Writing a saved prompt, and saying who may use it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from chatapp.accounts.audit import record
from chatapp.accounts.models import Group, User
from chatapp.prompts.models import Audience, SavedPrompt

MOST = 500
"""Prompts of one person."""


class NotSaved(Exception):
    """`str()` is a sentence for the person."""


@dataclass(frozen=True)
class Sharing:
    """`people` and `groups` count where the audience is those that are chosen."""

    audience: str = Audience.PRIVATE
    people: Collection[User] = ()
    groups: Collection[Group] = ()


def save(prompt: SavedPrompt, sharing: Sharing) -> None:
    """A new one or a changed one. Raises NotSaved."""
    if prompt._state.adding and SavedPrompt.objects.filter(owner=prompt.owner).count() >= MOST:
        raise NotSaved(f"There are {MOST} prompts already. Delete one that you do not need.")
    prompt.audience = sharing.audience
    try:
        with transaction.atomic():
            prompt.save()
            prompt.people.set(sharing.people)
            prompt.groups.set(sharing.groups)
            record(
                prompt.owner, "prompt.saved", str(prompt.pk), command=prompt.command, audience=prompt.audience
            )
    except IntegrityError as error:
        raise NotSaved(f"You have a prompt “/{prompt.command}” already.") from error


@transaction.atomic
def delete(prompt: SavedPrompt) -> None:
    record(prompt.owner, "prompt.deleted", str(prompt.pk), command=prompt.command)
    prompt.delete()
