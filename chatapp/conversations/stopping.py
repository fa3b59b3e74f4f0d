"""Asks the runners of turns to stop them: a column that they read, and a hint to read it now."""

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


def stop_turns(conversation_id: UUID) -> None:
    """Ask for the end of every running turn of a conversation."""
    with connection.cursor() as cursor:
        cursor.execute(_STOP_CONVERSATION, {"conversation": conversation_id, "channel": CHANNEL})
