"""The notification of a changed conversation to every server process. A hint: the rows are the truth."""

from uuid import UUID

from django.db import connection

CHANNEL = "chatapp_conversations"


def announce(conversation_id: UUID, owner_id: int) -> None:
    """Notify the owner's sockets when the present transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload(owner_id, conversation_id)])


def payload(owner_id: int, conversation_id: UUID) -> str:
    return f"{owner_id} {conversation_id}"
