"""A conversation's title as its owner sets it. A model does not replace it."""

from django.db import transaction

from chatapp.conversations.models import Conversation, TitleSource
from chatapp.conversations.notify import announce
from chatapp.conversations.search.entries import STALE


@transaction.atomic
def rename(conversation: Conversation, title: str) -> None:
    """Its place in the list stays: that is the time of the last answer."""
    Conversation.objects.filter(pk=conversation.pk).update(
        title=title, title_source=TitleSource.USER, indexed_at=STALE
    )
    announce(conversation.pk, conversation.owner_id)
