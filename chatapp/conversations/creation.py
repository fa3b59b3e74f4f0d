"""A conversation that begins with messages that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations import titles
from chatapp.conversations.active_path import path_to
from chatapp.conversations.branches import last_message
from chatapp.conversations.models import Conversation, Message, MessageRole
from chatapp.conversations.notify import announce
from chatapp.providers.models import Model

_PREVIEW = 200


@transaction.atomic
def branch_off(conversation: Conversation, entry: UUID) -> Conversation:
    """A new conversation of the same person that begins as this one does, up to and with an entry. Raises NotFound."""
    last = last_message(conversation, entry)
    if last is None:
        raise NotFound
    copied = Conversation(
        owner_id=conversation.owner_id,
        title=conversation.title,
        title_source=conversation.title_source,
        preview=conversation.preview,
        model_id=conversation.model_id,
        assistant_id=conversation.assistant_id,
        parameters=conversation.parameters,
        metadata=conversation.metadata,
    )
    path = _copies(copied, path_to(conversation, last.pk))
    copied.active_leaf_id = path[-1].pk
    copied.save()
    Message.objects.bulk_create(path)
    announce(copied.pk, copied.owner_id)
    return copied


def _copies(conversation: Conversation, path: Sequence[Message]) -> list[Message]:
    """Without their turns: what they cost was paid where they were written."""
    copies: dict[UUID | None, Message] = {}
    for message in path:
        copies[message.pk] = Message(
            conversation=conversation,
            parent=copies.get(message.parent_id),
            role=message.role,
            body=message.body,
            continues=copies.get(message.continues_id),
            reasoning_ms=message.reasoning_ms,
        )
    return list(copies.values())


@transaction.atomic
def begin_with(owner: User, bodies: Sequence[Mapping[str, Any]], model: Model | None) -> Message:
    """A path of these messages, at least one, from the root down. Returns the last: the new active leaf."""
    asked = (body for body in bodies if body["role"] == MessageRole.USER)
    words = titles.first_words(next(asked, {}))
    begun = Conversation(
        owner=owner, title=titles.from_question(words), preview=words[:_PREVIEW], model=model
    )
    path: list[Message] = []
    for body in bodies:
        parent = path[-1] if path else None
        path.append(Message(conversation=begun, parent=parent, role=MessageRole(body["role"]), body=body))
    begun.active_leaf_id = path[-1].pk
    begun.save()
    Message.objects.bulk_create(path)
    announce(begun.pk, owner.pk)
    return path[-1]
