"""A person's own words for their conversations, which have none, one or several. A tag is there while one has it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import F, Func

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation
from chatapp.lines import one_line

MOST = 20
"""Tags of one conversation."""
LONGEST = 40
_MOST_OFFERED = 200


class TooManyTags(Exception):
    """`str()` is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__(f"A chat has {MOST} tags at most. Take one off that you do not need.")


def tag_name(text: str) -> str:
    """Small letters, without the sign that is shown before it; empty where it cannot be a tag."""
    name = one_line(text).lstrip("# ").lower()
    return name if len(name) <= LONGEST and not {'"', ","} & set(name) else ""


def tag_names(texts: Iterable[object]) -> list[str]:
    """Of a file, as many as a conversation takes; what cannot be a tag is left out."""
    names = (tag_name(text) for text in texts if isinstance(text, str))
    return [name for name in dict.fromkeys(names) if name][:MOST]


def tags_of(user: User) -> list[str]:
    """Those of a person's conversations, in the order of the alphabet."""
    tagged = Conversation.objects.filter(owner=user, deleted_at=None, temporary=False).exclude(tags=[])
    names = tagged.annotate(name=Func(F("tags"), function="unnest", set_returning=True))
    return list(names.order_by("name").values_list("name", flat=True).distinct()[:_MOST_OFFERED])


def refuse_full(user: User, ids: Collection[UUID], name: str) -> None:
    """Raises TooManyTags where one of them has no room for this tag."""
    lacking = Conversation.objects.filter(owner=user, pk__in=ids).exclude(tags__contains=[name])
    if lacking.filter(tags__len__gte=MOST).exists():
        raise TooManyTags
