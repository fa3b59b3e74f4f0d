"""Breaking the glass: an admin reads what a person wrote with a reason, for an hour, and the person is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from chatapp.accounts import mail
from chatapp.accounts.audit import record
from chatapp.accounts.models import ContentAccess, User
from chatapp.lines import one_line

LASTS: Final = timedelta(hours=1)
# On the account's page, the newest.
_SHOWN: Final = 50


def current(admin: User, owner: User) -> ContentAccess | None:
    """What lets this admin read now, if anything does."""
    mine = ContentAccess.objects.filter(admin=admin, owner=owner, until__gt=timezone.now())
    return mine.order_by("-until").first()


def open_content(admin: User, owner: User, reason: str) -> ContentAccess:
    """Raises ValueError with words for the admin where there is no reason."""
    why = one_line(reason)[: ContentAccess.LONGEST_REASON]
    if not why:
        raise ValueError("Say why: the person will see the reason.")
    now = timezone.now()
    with transaction.atomic():
        access = ContentAccess.objects.create(
            admin=admin, admin_email=admin.email, owner=owner, reason=why, at=now, until=now + LASTS
        )
        User.objects.filter(pk=owner.pk).update(content_notice=True)
        record(admin, "content.open", owner.email, reason=why, until=access.until.isoformat())
    _tell(access)
    return access


def unseen(owner: User) -> Sequence[ContentAccess]:
    if not owner.content_notice:
        return []
    return list(ContentAccess.objects.filter(owner=owner, seen_at=None).order_by("-at")[:_SHOWN])


def seen(owner: User) -> Sequence[ContentAccess]:
    """The newest ones, and from now on the owner knows of all."""
    found = list(ContentAccess.objects.filter(owner=owner).order_by("-at")[:_SHOWN])
    if owner.content_notice:
        ContentAccess.objects.filter(owner=owner, seen_at=None).update(seen_at=timezone.now())
        User.objects.filter(pk=owner.pk).update(content_notice=False)
    return found


def _tell(access: ContentAccess) -> None:
    if settings.EMAIL_CONFIGURED:
        context = {"access": access, "product": settings.PRODUCT_NAME}
        text = render_to_string("account/email/content_opened.txt", context)
        subject = f"An admin reads your content on {settings.PRODUCT_NAME}"
        mail.post(EmailMessage(subject, text, to=[access.owner.email]))
