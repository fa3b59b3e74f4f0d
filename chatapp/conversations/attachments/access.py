"""The door to attachments. Not there and not yours are one `NotFound`, asked on each request.

A person sees what they attached while a message with it can be seen, and before it is sent.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.models import Attachment, Message


def get_attachment(user: User, attachment_id: UUID) -> Attachment:
    """With its content."""
    found = visible_to(user).filter(pk=attachment_id).select_related("content").first()
    if found is None:
        raise NotFound
    return found


def get_draft(user: User, attachment_id: UUID) -> Attachment:
    """One that no message was sent with."""
    found = Attachment.objects.filter(owner=user, pk=attachment_id, messages=None).first()
    if found is None:
        raise NotFound
    return found


def visible_to(user: User) -> QuerySet[Attachment]:
    sent = Message.objects.filter(attachments=OuterRef("pk"))
    shown = sent.filter(deleted_at=None, conversation__owner=user, conversation__deleted_at=None)
    return Attachment.objects.filter(Q(Exists(shown)) | Q(~Exists(sent), owner=user))
