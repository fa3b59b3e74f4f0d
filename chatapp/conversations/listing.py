"""A person's conversations, the newest first, in pages that stay right while rows move to the top."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from chatapp.accounts.models import User
from chatapp.conversations.cursor import Cursor
from chatapp.conversations.models import Conversation, Turn, TurnStatus

PAGE = 40


class Shelf(StrEnum):
    """Where a conversation stands that is in no folder. The archive comes before the pin, the pin before the folder."""

    LIST = "list"
    PINNED = "pinned"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class ConversationListPage:
    """`conversations` carry `running`: whether an answer is being written. `next` is null on the last page."""

    conversations: list[Conversation]
    next: Cursor | None


def conversations_of(
    user: User, after: Cursor | None = None, limit: int = PAGE, *, shelf: Shelf | UUID = Shelf.LIST
) -> ConversationListPage:
    """Those of one shelf; an id is that of a folder."""
    rows = list(_rows(user, after, shelf)[: limit + 1])
    shown = rows[:limit]
    more = len(rows) > limit
    return ConversationListPage(shown, Cursor(shown[-1].updated_at, shown[-1].pk) if more else None)


def _rows(user: User, after: Cursor | None, shelf: Shelf | UUID) -> QuerySet[Conversation]:
    mine = Conversation.objects.filter(owner=user, deleted_at=None, temporary=False)
    mine = mine.order_by("-updated_at", "-id").filter(archived_at__isnull=shelf is not Shelf.ARCHIVE)
    if shelf is not Shelf.ARCHIVE:
        mine = mine.filter(pinned_at__isnull=shelf is not Shelf.PINNED)
    if shelf is Shelf.LIST:
        mine = mine.filter(folder=None)
    elif isinstance(shelf, UUID):
        mine = mine.filter(folder=shelf)
    open_turns = Turn.objects.filter(conversation=OuterRef("pk"), owner=user, status__in=TurnStatus.open())
    mine = mine.annotate(running=Exists(open_turns))
    if after is None:
        return mine
    # Compared as a row, which is what the index can seek to; the same with OR would read all that is newer.
    older = RawSQL(_OLDER, (after.at, after.id), output_field=BooleanField())  # noqa: S611 (constant)
    return mine.filter(older)


_OLDER = "(conversations_conversation.updated_at, conversations_conversation.id) < (%s, %s)"
