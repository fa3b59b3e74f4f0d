"""What a chat holds of documents, as far as its owner may read them now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import AsyncConnection

from chatapp.accounts.models import User
from chatapp.conversations.attachments.access import aattached_addresses, attached_addresses
from chatapp.conversations.models import Conversation, Message
from chatapp.knowledge.access import areadable_addresses, readable_addresses
from chatapp.tools.withheld import named_in, withheld

__all__ = ["messages_readable", "readable", "readable_by"]


async def readable(
    connection: AsyncConnection, owner_id: int, bodies: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The bodies of messages, without the text of documents that the owner may no longer read."""
    lost = named_in(bodies)
    if lost:
        lost -= await areadable_addresses(connection, owner_id, lost)
        lost -= await aattached_addresses(connection, owner_id, lost)
    return [withheld(body, lost) for body in bodies] if lost else list(bodies)


def readable_by(user: User, bodies: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, where no loop runs."""
    shown = list(bodies)
    lost = named_in(shown)
    if lost:
        lost -= readable_addresses(user, lost) | attached_addresses(user, lost)
    return [withheld(body, lost) for body in shown] if lost else shown


def messages_readable(conversation: Conversation, messages: list[Message]) -> list[Message]:
    """The same of messages of one conversation, whose bodies are changed in place; nothing is saved."""
    bodies = readable_by(conversation.owner, (message.body for message in messages))
    for message, body in zip(messages, bodies, strict=True):
        message.body = body
    return messages
