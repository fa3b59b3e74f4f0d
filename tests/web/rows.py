"""Conversations as the engine leaves them, for the tests of the pages."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Message, Turn, TurnStatus


def conversation(owner: User, title: str = "Connect a provider", minutes_ago: int = 0) -> Conversation:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return Conversation.objects.create(owner=owner, title=title, updated_at=at)


def exchange(where: Conversation, question: str, answer: str, **body: Any) -> Message:
    """A question and its answer at the end of the active path."""
    asked = ask(where, question)
    turn = turn_below(asked, TurnStatus.DONE)
    content = {"role": "assistant", "content": answer, **body}
    answered = Message.objects.create(
        conversation=where, parent=asked, turn=turn, role="assistant", body=content
    )
    Conversation.objects.filter(pk=where.pk).update(active_leaf_id=answered.pk)
    where.active_leaf_id = answered.pk
    return answered


def ask(where: Conversation, question: str) -> Message:
    body = {"role": "user", "content": [{"type": "text", "text": question}]}
    asked = Message.objects.create(conversation=where, parent_id=where.active_leaf_id, role="user", body=body)
    Conversation.objects.filter(pk=where.pk).update(active_leaf_id=asked.pk)
    where.active_leaf_id = asked.pk
    return asked


def turn_below(message: Message, status: TurnStatus, **fields: Any) -> Turn:
    where = message.conversation
    return Turn.objects.create(
        conversation=where,
        owner_id=where.owner_id,
        client_id=str(uuid7()),
        parent=message,
        status=status,
        model_name="gpt-5-mini",
        **fields,
    )
