"""A conversation that begins with messages that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from chatapp.accounts.models import User
from chatapp.conversations import titles
from chatapp.conversations.models import Conversation, Message, MessageRole
from chatapp.conversations.notify import announce
from chatapp.providers.models import Model

_PREVIEW = 200


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
