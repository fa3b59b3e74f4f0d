"""What people think of answers: given on the chat page, read by the review."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Feedback, Message, MessageRole


def give_feedback(
    conversation: Conversation, message_id: UUID, user: User, fields: Mapping[str, str]
) -> None:
    """Put these `fields` (verdict, reason, comment) in the place of what the person said before of an answer.

    Raises NotFound where the message is no answer of this conversation.
    """
    message = _answer(conversation, message_id)
    Feedback.objects.update_or_create(
        message=message, user=user, defaults={**fields, "updated_at": timezone.now()}
    )


def take_back_feedback(conversation: Conversation, message_id: UUID, user: User) -> None:
    """Raises NotFound as `give_feedback` does."""
    Feedback.objects.filter(message=_answer(conversation, message_id), user=user).delete()


def feedback_on(messages: Collection[UUID], user: User | int) -> dict[UUID, dict[str, str]]:
    """What this person said of each of these messages: verdict, reason, comment."""
    given = Feedback.objects.filter(message__in=messages, user=user)
    return {
        row.message_id: {"verdict": row.verdict, "reason": row.reason, "comment": row.comment}
        for row in given
    }


def feedback_between(since: datetime, until: datetime) -> QuerySet[Feedback]:
    """All of a time, the newest first, each with its person, its answer, and the turn and the chat of that.

    An answer that a script's call brought into a chat has no turn. What belongs to a deleted chat is gone with it.
    """
    rows = Feedback.objects.filter(updated_at__gte=since, updated_at__lt=until)
    living = rows.filter(message__deleted_at=None, message__conversation__deleted_at=None)
    return living.select_related("user", "message__turn", "message__conversation").order_by(
        "-updated_at", "-id"
    )


def _answer(conversation: Conversation, message_id: UUID) -> Message:
    answers = Message.objects.filter(conversation=conversation, role=MessageRole.ASSISTANT, deleted_at=None)
    found = answers.filter(pk=message_id).first()
    if found is None:
        raise NotFound
    return found
