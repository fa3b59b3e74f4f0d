"""The door to saved prompts: their owner changes them, and whoever they are shared with uses them.

Not there and not theirs are one `NotFound`.
"""

from __future__ import annotations

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.prompts.models import Audience, SavedPrompt


def usable(user: User) -> QuerySet[SavedPrompt]:
    """What this person may use, their own first, by name."""
    if not user.is_active:
        return SavedPrompt.objects.none()
    own_first = Case(When(owner=user, then=0), default=1)
    found = SavedPrompt.objects.filter(Q(owner=user) | _shared_with(user)).select_related("owner")
    return found.order_by(own_first, "command", "id")


def own_prompts(user: User) -> QuerySet[SavedPrompt]:
    return usable(user).filter(owner=user)


def shared_prompts(user: User) -> QuerySet[SavedPrompt]:
    return usable(user).exclude(owner=user)


def get_prompt(user: User, prompt_id: int) -> SavedPrompt:
    return _one(usable(user), prompt_id)


def get_own(user: User, prompt_id: int) -> SavedPrompt:
    return _one(own_prompts(user), prompt_id)


def _shared_with(user: User) -> Q:
    named = SavedPrompt.people.through.objects.filter(savedprompt=OuterRef("pk"), user=user)
    grouped = SavedPrompt.groups.through.objects.filter(savedprompt=OuterRef("pk"), group__members=user)
    return Q(audience=Audience.EVERYBODY) | Q(audience=Audience.CHOSEN) & (Exists(named) | Exists(grouped))


def _one(prompts: QuerySet[SavedPrompt], prompt_id: int) -> SavedPrompt:
    found = prompts.filter(pk=prompt_id).first()
    if found is None:
        raise NotFound
    return found
