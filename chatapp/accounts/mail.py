"""Mail to people of the team; nothing leaves unless the operator configured it."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from chatapp.accounts.models import Invitation

_log = logging.getLogger(__name__)
_postman: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def invite(invitation: Invitation, link: str) -> None:
    if settings.EMAIL_CONFIGURED:
        context = {"invitation": invitation, "link": link, "product": settings.PRODUCT_NAME}
        text = render_to_string("account/email/invitation.txt", context)
        post(EmailMessage(f"Your invitation to {settings.PRODUCT_NAME}", text, to=[invitation.email]))


def post(message: EmailMessage) -> Future[None]:
    """In the background: a mail server may be slow, and a page's time would show which addresses have an account."""
    return _postman.submit(_deliver, message)


def wait() -> None:
    """Until everything posted so far has left, or failed."""
    _postman.submit(lambda: None).result()


def _deliver(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as error:
        _log.error("A mail to %s could not be sent: %s", ", ".join(message.to), error)
    except Exception:
        # Nobody asks the task how it ended: what is not said here is never said.
        _log.exception("A mail to %s could not be sent", ", ".join(message.to))
