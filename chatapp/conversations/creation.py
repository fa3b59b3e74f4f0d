"""A conversation that begins with messages that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations import titles
from chatapp.conversations.active_path import path_to
from chatapp.conversations.branches import last_message
from chatapp.conversations.models import Attachment, Conversation, Message, MessageRole, Turn
from chatapp.conversations.notify import announce
from chatapp.providers.models import Model

_PREVIEW = 200
_FACTS = (
    "owner_id", "status", "model_id", "provider_name", "model_name", "parameters", "error", "finish_reason",
    "prompt_tokens", "completion_tokens", "usage_estimated", "left_out", "created_at", "first_token_at",
    "finished_at",
)  # fmt: skip


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
    originals = path_to(conversation, last.pk)
    path = _copies(copied, originals)
    copied.active_leaf_id = path[-1].pk
    copied.save()
    Turn.objects.bulk_create({message.turn_id: message.turn for message in path if message.turn}.values())
    Message.objects.bulk_create(path)
    _attach_again(originals, path)
    announce(copied.pk, copied.owner_id)
    return copied


def _copies(conversation: Conversation, path: Sequence[Message]) -> list[Message]:
    """Each with a copy of its turn, which is not saved yet: it says who wrote the answer, and what it took.

    It was paid where it was written: the ledger knows the first one only.
    """
    copies: dict[UUID | None, Message] = {}
    turns: dict[UUID, Turn] = {}
    for message in path:
        parent = copies.get(message.parent_id)
        if message.turn is not None and parent is not None and message.turn_id not in turns:
            turns[message.turn.pk] = _copied(message.turn, conversation, parent)
        copies[message.pk] = Message(
            conversation=conversation,
            parent=parent,
            turn=turns.get(message.turn_id) if message.turn_id else None,
            role=message.role,
            body=message.body,
            continues=copies.get(message.continues_id),
            reasoning_ms=message.reasoning_ms,
        )
    return list(copies.values())


def _copied(turn: Turn, conversation: Conversation, parent: Message) -> Turn:
    facts = {name: getattr(turn, name) for name in _FACTS}
    return Turn(conversation=conversation, parent=parent, client_id=f"copy-{uuid7().hex}", **facts)


def _attach_again(originals: Sequence[Message], copies: Sequence[Message]) -> None:
    link = Attachment.messages.through
    copy_of = dict(zip((message.pk for message in originals), copies, strict=True))
    links = link.objects.filter(message__in=copy_of)
    link.objects.bulk_create(
        link(attachment_id=each.attachment_id, message=copy_of[each.message_id]) for each in links
    )


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
