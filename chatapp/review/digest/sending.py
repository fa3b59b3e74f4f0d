"""Sends each digest once a week: on Monday morning by the server's time zone, or as soon as a server runs after it."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryDecision
from procrastinate.jobs import Job

from chatapp.accounts.models import User
from chatapp.jobs.queue import Later, queue
from chatapp.jobs.threads import in_thread
from chatapp.review.models import Digest

from .message import message

AT: Final = time(7)
_AGAIN: Final = timedelta(minutes=10)
_MOST_ATTEMPTS: Final = 100

_log = logging.getLogger(__name__)


class Undelivered(Exception):
    """The mail server did not take it."""


class _UntilDelivered(Later):
    """A mail server may be away for hours."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> Any:
        if isinstance(exception, Undelivered) and job.attempts < _MOST_ATTEMPTS:
            return RetryDecision(retry_in={"seconds": int(_AGAIN.total_seconds())})
        return super().get_retry_decision(exception=exception, job=job)


def defer_due(now: datetime | None = None) -> int:
    """Ask for the digests whose time has come. Returns how many. Any number of processes may do this at once."""
    if not settings.EMAIL_CONFIGURED:
        return 0
    monday = newest_monday(now or timezone.now())
    with transaction.atomic():
        due = Digest.objects.select_for_update(skip_locked=True, of=("self",)).filter(sent_for__lt=monday)
        found = list(due.values_list("pk", flat=True))
        for pk in found:
            send.defer(digest_id=pk, monday=monday.isoformat())
        Digest.objects.filter(pk__in=found).update(sent_for=monday)
    return len(found)


def newest_monday(now: datetime) -> date:
    """The last Monday whose morning has come."""
    local = timezone.localtime(now)
    monday = local.date() - timedelta(days=local.weekday())
    return monday if local >= _morning(monday) else monday - timedelta(days=7)


@queue.task(name="review.digest", retry=_UntilDelivered())
async def send(digest_id: int, monday: str) -> None:
    """One mail. It may run again from its start."""
    await in_thread(deliver, digest_id, date.fromisoformat(monday))


def deliver(digest_id: int, monday: date) -> None:
    """To who still wants it and still reviews. Raises Undelivered."""
    digest = Digest.objects.filter(pk=digest_id).select_related("owner").first()
    if digest is None or not _may_review(digest.owner):
        return
    mail = message(digest, monday)
    if mail is None:
        return
    try:
        mail.send()
    except OSError as error:
        _log.error("The digest for %s could not be sent: %s", digest.owner.email, error)
        raise Undelivered from error


def _may_review(owner: User) -> bool:
    return owner.is_reviewer


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, AT))
