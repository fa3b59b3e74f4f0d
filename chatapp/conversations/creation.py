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
from chatapp.wire.types.messages import Message as WireMessage

_PREVIEW = 200
# More than a preview needs of a text that may be megabytes.
_LOOKED_AT = 2_000


@transaction.atomic
def begin_with(owner: User, bodies: Sequence[Mapping[str, Any]], model: Model | None) -> Message:
    """A path of these messages, at least one, from the root down. Returns the last: the new active leaf."""
    words = _first_words(bodies)
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


def _first_words(bodies: Sequence[Mapping[str, Any]]) -> str:
    """What the person said first, in one line, fit for a text column."""
    asked = (WireMessage(body).text for body in bodies if body["role"] == MessageRole.USER)
    line = " ".join(next(asked, "")[:_LOOKED_AT].split())
    return line.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
