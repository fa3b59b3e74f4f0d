"""Who may see a share. Revoked, deleted, and never there are one `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Message
from chatapp.shares.errors import LoginNeeded
from chatapp.shares.models import Audience, Share


def shares_of(owner: User) -> QuerySet[Share]:
    """One's own that lead somewhere, the newest first."""
    return _living().filter(owner=owner).order_by("-created_at", "-pk")


def shares_in(conversation: Conversation) -> list[Share]:
    return list(_living().filter(conversation=conversation).order_by("-created_at", "-pk"))


def get_own_share(owner: User, share_id: UUID) -> Share:
    found = shares_of(owner).filter(pk=share_id).first()
    if found is None:
        raise NotFound
    return found


def open_share(token: str, reader: User | AnonymousUser) -> Share:
    """Raises NotFound, and LoginNeeded where the reader may be one of those that it is for."""
    found = _living().filter(token=token, owner__is_active=True).first()
    # What was deleted of the chat takes the shares along that show it.
    if found is None or not Message.objects.filter(pk=found.leaf_id, deleted_at=None).exists():
        raise NotFound
    if not reader.is_authenticated and not _is_for_anyone(found):
        raise LoginNeeded
    return found


def _living() -> QuerySet[Share]:
    living = Share.objects.filter(revoked_at=None, conversation__deleted_at=None)
    return living.select_related("owner", "conversation")


def _is_for_anyone(share: Share) -> bool:
    """Only as long as the operator allows it: also those that were made before."""
    return bool(settings.PUBLIC_SHARES) and share.audience == Audience.LINK
