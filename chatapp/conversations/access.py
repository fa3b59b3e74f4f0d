"""The door to conversations: one's own that are not deleted. Not there and not yours are one `NotFound`."""

from uuid import UUID

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation


def get_conversation(user: User, conversation_id: UUID) -> Conversation:
    return _one(user, conversation_id, deleted=False)


def get_deleted_conversation(user: User, conversation_id: UUID) -> Conversation:
    """One that can still be restored: it is gone for good after the purge."""
    return _one(user, conversation_id, deleted=True)


def _one(user: User, conversation_id: UUID, *, deleted: bool) -> Conversation:
    mine = Conversation.objects.filter(owner=user, deleted_at__isnull=not deleted)
    found = mine.filter(pk=conversation_id).first()
    if found is None:
        raise NotFound
    return found
