"""Whether the completions of a conversation are stored, for its owner's scripts to list and read."""

from django.db import transaction

from chatapp.conversations.models import Conversation
from chatapp.conversations.notify import announce


@transaction.atomic
def set_store(conversation: Conversation, store: bool) -> None:
    """From the next answer on. What is stored stays so, and an answer that is being written ends as it began."""
    Conversation.objects.filter(pk=conversation.pk).update(store=store)
    announce(conversation.pk, conversation.owner_id)
