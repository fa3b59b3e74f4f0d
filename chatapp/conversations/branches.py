"""The branches of a conversation: the versions below one message, and which of it is shown.

An entry is one version: a message of a person, named by its id, or an answer, named by the turn that writes it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from chatapp.accounts.errors import NotFound

from .models import Conversation, Message, MessageRole, Turn
from .models.turn import OPEN_STATUSES
from .notify import announce


def siblings(conversation: Conversation, parents: Collection[UUID | None]) -> dict[UUID | None, list[UUID]]:
    """The entries below each of these messages, the oldest first; below None those at the root."""
    values: dict[str, Any] = {
        "conversation": conversation.pk,
        "parents": [parent for parent in parents if parent is not None],
        "at_root": None in parents,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SIBLINGS, values)
        return dict(cursor.fetchall())


@transaction.atomic
def choose(conversation: Conversation, entry: UUID) -> None:
    """Let the active path run through this entry, and below it through what is newest. Raises NotFound."""
    Conversation.objects.filter(pk=conversation.pk).update(active_leaf_id=_leaf(conversation, entry))
    announce(conversation.pk, conversation.owner_id)


def _leaf(conversation: Conversation, entry: UUID) -> UUID:
    first = first_message(conversation, entry)
    if first is not None:
        return _newest_leaf(first.pk)
    # It has written nothing yet.
    turn = Turn.objects.filter(
        pk=entry, conversation=conversation, messages=None, parent__deleted_at=None
    ).first()
    if turn is None:
        raise NotFound
    return turn.parent_id


def first_message(conversation: Conversation, entry: UUID, *, deleted: bool = False) -> Message | None:
    """The message that an entry begins with."""
    return _messages_of(conversation, entry).filter(deleted_at__isnull=not deleted).order_by("pk").first()


def last_message(conversation: Conversation, entry: UUID) -> Message | None:
    """The message that an entry ends with."""
    return entry_messages(conversation, entry).last()


def entry_messages(conversation: Conversation, entry: UUID) -> QuerySet[Message]:
    """What an entry consists of, in its order."""
    return _messages_of(conversation, entry).filter(deleted_at=None).order_by("pk")


def given_results(first: Message) -> list[Message]:
    """The results of calls that a person gave at once, from their first on; none where it is something else."""
    found: list[Message] = []
    following: Message | None = first
    while following and following.role == MessageRole.TOOL and following.turn_id is None:
        found.append(following)
        following = Message.objects.filter(parent=following, deleted_at=None).order_by("pk").first()
    return found


def _messages_of(conversation: Conversation, entry: UUID) -> QuerySet[Message]:
    return Message.objects.filter(Q(pk=entry) | Q(turn=entry), conversation=conversation)


def _newest_leaf(top: UUID) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_LEAF, {"top": top})
        leaf: UUID = cursor.fetchone()[0]
        return leaf


# A turn that has ended is found by what it wrote.
_SIBLINGS = """
    SELECT parent_id, array_agg(entry ORDER BY entry) FROM (
        SELECT parent_id, coalesce(turn_id, id) AS entry FROM conversations_message
        WHERE parent_id = ANY(%(parents)s::uuid[]) AND deleted_at IS NULL
        UNION
        SELECT parent_id, id FROM conversations_turn t WHERE parent_id = ANY(%(parents)s::uuid[])
            AND NOT EXISTS (SELECT FROM conversations_message WHERE turn_id = t.id)
        UNION
        SELECT NULL, id FROM conversations_message
        WHERE %(at_root)s AND conversation_id = %(conversation)s AND parent_id IS NULL AND deleted_at IS NULL
    ) entries
    GROUP BY parent_id
"""
# Where an answer is being written, it is the newest.
_NEWEST_LEAF = f"""
    WITH RECURSIVE down AS (
        SELECT %(top)s::uuid AS id, 0 AS depth
        UNION ALL
        SELECT child.id, down.depth + 1 FROM down CROSS JOIN LATERAL (
            SELECT id FROM conversations_message WHERE parent_id = down.id AND deleted_at IS NULL
            ORDER BY id DESC LIMIT 1
        ) child
        WHERE NOT EXISTS (
            SELECT FROM conversations_turn WHERE parent_id = down.id AND status IN {OPEN_STATUSES}
        )
    )
    SELECT id FROM down ORDER BY depth DESC LIMIT 1
"""
