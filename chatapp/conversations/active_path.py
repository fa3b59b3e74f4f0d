"""The active path of a conversation: from a leaf up to the root."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from .models import Conversation, Message

# Walks up by primary key: each step is one index look-up, and a limit stops it early.
PATH = """
WITH RECURSIVE path AS (
    SELECT m.*, 1 AS height FROM conversations_message m WHERE m.id = %(leaf)s AND m.conversation_id = %(conversation)s
    UNION ALL
    SELECT m.*, path.height + 1 FROM path JOIN conversations_message m ON m.id = path.parent_id
    WHERE path.height < %(limit)s
)
"""
NO_LIMIT = 2_000_000_000
# The ids alone: the way from the leaf may be long.
_BELOW = """
WITH RECURSIVE path AS (
    SELECT id, parent_id, 1 AS height FROM conversations_message
    WHERE id = %(leaf)s AND conversation_id = %(conversation)s
    UNION ALL
    SELECT m.id, m.parent_id, path.height + 1 FROM path JOIN conversations_message m ON m.id = path.parent_id
    WHERE path.id <> %(message)s
)
SELECT id FROM path
WHERE height = (SELECT greatest(1, height - %(distance)s) FROM path WHERE id = %(message)s)
"""


def active_path(conversation: Conversation, before: UUID | None = None, limit: int = 40) -> list[Message]:
    """At most `limit` messages in reading order, ending at the active leaf or just above the message `before`."""
    leaf = conversation.active_leaf_id
    if before is not None:
        above = Message.objects.filter(id=before, conversation=conversation).values_list(
            "parent_id", flat=True
        )
        leaf = above.first()
    return path_to(conversation, leaf, limit) if leaf else []


def path_below(conversation: Conversation, message: UUID, limit: int) -> list[Message]:
    """At most `limit` messages of the active path in reading order, the first one that below `message`."""
    end = _below(conversation, message, limit)
    found = path_to(conversation, end, limit) if end else []
    first = next((place for place, row in enumerate(found, 1) if row.pk == message), 0)
    return found[first:]


def path_around(conversation: Conversation, message: UUID, limit: int) -> list[Message]:
    """At most `limit` messages of the active path in reading order, `message` in their middle.

    None where the path does not run through it.
    """
    end = _below(conversation, message, limit // 2)
    return path_to(conversation, end, limit) if end else []


def _below(conversation: Conversation, message: UUID, distance: int) -> UUID | None:
    """The message so many below this one on the active path, or the leaf; none where this one is on no such path."""
    values = {
        "leaf": conversation.active_leaf_id,
        "conversation": conversation.pk,
        "message": message,
        "distance": distance,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, values)
        row = cursor.fetchone()
    return row[0] if row else None


def path_to(conversation: Conversation, leaf: UUID, limit: int = NO_LIMIT) -> list[Message]:
    """The messages from the root to this one, the last `limit` of them."""
    rows = Message.objects.raw(
        PATH + "SELECT * FROM path ORDER BY height DESC",
        {"leaf": leaf, "conversation": conversation.pk, "limit": limit},
    )
    return list(rows.prefetch_related("turn"))


def path_ids(conversation: Conversation, leaf: UUID | None = None) -> list[UUID]:
    """The ids of the messages from the root to a leaf, or to that of the active path."""
    with connection.cursor() as cursor:
        cursor.execute(
            PATH + "SELECT id FROM path ORDER BY height DESC",
            {
                "leaf": leaf or conversation.active_leaf_id,
                "conversation": conversation.pk,
                "limit": NO_LIMIT,
            },
        )
        return [id for (id,) in cursor.fetchall()]
