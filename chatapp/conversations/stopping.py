"""Asks the runners of turns to stop them: a column that they read, and a hint to read it now."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from chatapp.conversations.models.turn import OPEN_STATUSES

CHANNEL = "chatapp_stops"

# Both edges use the statement: pages with a conversation, the socket with one turn.
_REQUEST = f"""
    WITH asked AS (
        UPDATE conversations_turn SET stop_requested = true
        WHERE {{which}} AND status IN {OPEN_STATUSES}
        RETURNING id
    )
    SELECT id, pg_notify(%(channel)s, id::text) FROM asked
"""
STOP_TURN = _REQUEST.format(which="id = %(turn)s AND owner_id = %(owner)s")
_STOP_CONVERSATION = _REQUEST.format(which="conversation_id = %(conversation)s")
_STOP_BELOW = _REQUEST.format(which="parent_id = ANY(%(messages)s)")


def stop_below(messages: Collection[UUID]) -> None:
    """Ask for the end of every running turn that hangs on one of these messages."""
    with connection.cursor() as cursor:
        cursor.execute(_STOP_BELOW, {"messages": list(messages), "channel": CHANNEL})


def stop_turns(conversation_id: UUID) -> None:
    """Ask for the end of every running turn of a conversation."""
    with connection.cursor() as cursor:
        cursor.execute(_STOP_CONVERSATION, {"conversation": conversation_id, "channel": CHANNEL})
