"""Making shares, taking them back, and going on from one."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chatapp.accounts.audit import record
from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.creation import begin_with
from chatapp.conversations.models import Conversation, TitleSource
from chatapp.shares.errors import NotShareable
from chatapp.shares.models import Audience, Share
from chatapp.shares.snapshot import everything_of


def share(conversation: Conversation, audience: str) -> Share:
    """The branch that is shown, up to its last message, as it is now. Raises NotShareable."""
    if audience not in audiences():
        raise NotShareable("Chats can be shared with the people of this server only.")
    if conversation.temporary:
        raise NotShareable("A temporary chat cannot be shared. Keep it first.")
    if conversation.active_leaf_id is None:
        raise NotShareable("There is nothing in this chat yet.")
    made = Share.objects.create(
        owner_id=conversation.owner_id,
        conversation=conversation,
        leaf_id=conversation.active_leaf_id,
        title=str(conversation),
        audience=audience,
        pictures=True,
    )
    record(made.owner, "share.made", str(made.pk), audience=audience)
    return made


def audiences() -> list[str]:
    """Whom a chat can be shared with here."""
    return list(Audience.values) if settings.PUBLIC_SHARES else [Audience.TEAM]


def revoke(made: Share) -> None:
    Share.objects.filter(pk=made.pk, revoked_at=None).update(revoked_at=timezone.now())
    record(made.owner, "share.revoked", str(made.pk))


@transaction.atomic
def go_on(made: Share, reader: User) -> Conversation:
    """A conversation of the reader's own that begins with what the share shows, and nothing else. Raises NotFound."""
    bodies = [said.body for said in everything_of(made) if said.text]
    if not bodies:
        raise NotFound
    begun = begin_with(reader, bodies, made.conversation.model).conversation
    Conversation.objects.filter(pk=begun.pk).update(title=made.title, title_source=TitleSource.USER)
    return begun
