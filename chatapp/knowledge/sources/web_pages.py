"""Web addresses as sources: fetched by a job, again when they are due, and taken in where they changed."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from httpx import URL

from chatapp.accounts import audit
from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.fetching.errors import FetchError
from chatapp.fetching.fetch import Fetched, Validators, address, fetch
from chatapp.fetching.network import Network
from chatapp.files.store import CHUNK
from chatapp.jobs.queue import LATER, queue
from chatapp.jobs.threads import in_thread
from chatapp.knowledge.intake.arrival import admit, keep, largest_file
from chatapp.knowledge.intake.names import clean
from chatapp.knowledge.models import Collection, IntakeState, WebPage
from chatapp.knowledge.models.web_page import Every

__all__ = ["add", "defer_due", "get_web_page", "refetch", "refresh", "remove", "web_pages_of"]

_IN_MEMORY = 1 << 20
_BATCH = 100
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
}
_OURS = "The server could not fetch it, by an error of its own. An admin finds more in its log."
_log = logging.getLogger(__name__)


def add(user: User, collection: Collection, given: str, every: Every) -> WebPage:
    """It is fetched soon. One that is there gets the new interval. Raises FetchError."""
    url = str(address(given))
    with transaction.atomic():
        page, _ = WebPage.objects.update_or_create(
            collection=collection, address=url, defaults={"every": every, "user": user}
        )
        refetch(page)
        audit.record(user, "web_page.added", url, collection=collection.slug)
    return page


def web_pages_of(collection: Collection) -> QuerySet[WebPage]:
    """Those that bring documents into it: one that was moved takes its page along."""
    here = Q(document=None, collection=collection) | Q(document__collection=collection)
    return WebPage.objects.filter(here, document__deleted_at=None).select_related("document", "collection")


def get_web_page(collection: Collection, page_id: int) -> WebPage:
    found = web_pages_of(collection).filter(pk=page_id).first()
    if found is None:
        raise NotFound
    return found


def refetch(page: WebPage) -> None:
    """Soon and as a whole, and then after its interval."""
    with transaction.atomic():
        WebPage.objects.filter(pk=page.pk).update(
            due_at=_next(page), failure="", fetched_at=None, etag="", last_modified=""
        )
        waiting = WebPage.objects.filter(user=page.user_id, fetched_at=None).exclude(pk=page.pk)
        _defer(page, waiting.count())


def remove(user: User, page: WebPage) -> None:
    """Its document stays as it is."""
    with transaction.atomic():
        page.delete()
        audit.record(user, "web_page.removed", page.address, collection=page.collection.slug)


def defer_due() -> int:
    """Ask for the fetches whose time has come. Returns how many. Any number of processes may do this at once."""
    persons: Counter[int | None] = Counter()
    while _defer_batch(persons):
        pass
    return persons.total()


@queue.task(name="knowledge.fetch", retry=LATER)
async def refresh(page_id: int) -> None:
    """Fetch it and take it in where it is new. It may run again from its start, at any time and beside itself."""
    page = await in_thread(_wanted, page_id)
    if page is None:
        return
    try:
        await _refresh(page)
    except (OperationalError, InterfaceError):
        # The database is away: the job is run again.
        raise
    except FetchError as error:
        await in_thread(_note_failure, page_id, str(error))
    except Exception:
        _log.exception("Web page %d was not fetched", page_id)
        await in_thread(_note_failure, page_id, _OURS)


def _wanted(page_id: int) -> WebPage | None:
    """None where nobody reads what would be fetched."""
    there = Q(document=None, collection__deleted_at=None) | Q(
        document__deleted_at=None, document__collection__deleted_at=None
    )
    pages = WebPage.objects.select_related("collection", "document__collection", "user")
    return pages.filter(there, pk=page_id).first()


async def _refresh(page: WebPage) -> None:
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        await in_thread(_take, page, await _fetched(page, file), file)


async def _fetched(page: WebPage, file: IO[bytes]) -> Fetched:
    known = Validators(page.etag, page.last_modified)
    agent = (
        f"{settings.PRODUCT_NAME} ({settings.PUBLIC_URL})" if settings.PUBLIC_URL else settings.PRODUCT_NAME
    )
    network = Network(settings.INTRANET_HOSTS)
    most = largest_file()
    return await fetch(address(page.address), file, network, most=most, known=known, user_agent=agent)


def _take(page: WebPage, fetched: Fetched, file: IO[bytes]) -> None:
    noted: dict[str, object] = {"fetched_at": timezone.now(), "failure": ""}
    if fetched.is_new:
        file.seek(0)
        content = keep(iter(lambda: file.read(CHUNK), b""))
        document = page.document
        collection = document.collection if document else page.collection
        name = _name(URL(page.address), fetched.media_type)
        # What could not be read is not read again each time.
        if not page.intakes.filter(state=IntakeState.FAILED, content=content).exists():
            admit(page.user, collection, name, content, document, page)
        noted |= {"etag": fetched.validators.etag, "last_modified": fetched.validators.last_modified}
    WebPage.objects.filter(pk=page.pk).update(**noted)


def _note_failure(page_id: int, reason: str) -> None:
    WebPage.objects.filter(pk=page_id).update(failure=reason, fetched_at=timezone.now())


def _name(url: URL, media_type: str) -> str:
    """Server and path, with the ending by which its type is known."""
    name = clean(f"{url.host}{url.path}{f'?{url.query.decode()}' if url.query else ''}")
    suffix = _SUFFIXES.get(media_type, "")
    return name if PurePosixPath(name).suffix.lower() == suffix else f"{name}{suffix}"


@transaction.atomic
def _defer_batch(persons: Counter[int | None]) -> int:
    """`persons`: how many pages of each were asked for before."""
    due = WebPage.objects.filter(due_at__lte=timezone.now())
    batch = list(due.select_for_update(skip_locked=True).order_by("due_at")[:_BATCH])
    for page in batch:
        WebPage.objects.filter(pk=page.pk).update(due_at=_next(page))
        _defer(page, persons[page.user_id])
        persons[page.user_id] += 1
    return len(batch)


def _defer(page: WebPage, rank: int) -> None:
    """A person's n-th page comes after the first of everybody else, and after their first files."""
    refresh.configure(priority=-rank).defer(page_id=page.pk)


def _next(page: WebPage) -> datetime | None:
    return timezone.now() + timedelta(hours=page.every) if page.every else None
