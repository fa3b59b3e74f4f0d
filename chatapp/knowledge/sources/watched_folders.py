"""Folders of the server as sources: what is new, changed or gone in them follows in their collections."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from chatapp.accounts import audit
from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.files.errors import TooLarge
from chatapp.files.store import CHUNK
from chatapp.jobs.queue import LATER, queue
from chatapp.jobs.threads import in_thread
from chatapp.knowledge.errors import KnowledgeError
from chatapp.knowledge.intake.arrival import admit, keep
from chatapp.knowledge.intake.names import clean
from chatapp.knowledge.keeping import documents as keeping
from chatapp.knowledge.models import Collection, WatchedFile, WatchedFolder
from chatapp.knowledge.sources.folder_walk import FoundFile, find, inside, opened, subfolders

__all__ = ["choices", "defer_scans", "scan", "unwatch", "watch"]

SETTLED_SECONDS = 2.0
"""For so long a file must not have changed: until then somebody may be writing it."""

_TOLD = 5
_EMPTY = (
    "The folder is empty now. Is it mounted? Nothing was removed. To remove all of it, delete the collection."
)
_OURS = "The server could not look into it, by an error of its own. An admin finds more in its log."
_log = logging.getLogger(__name__)


def choices() -> list[str]:
    """The folders that may be watched, all of what the operator named first; none where nothing is named."""
    top = settings.WATCH_DIR
    return ["", *subfolders(top)] if top else []


def watch(admin: User, collection: Collection, path: str) -> WatchedFolder:
    """What is in it comes soon. Raises NotFound for who is no admin, KnowledgeError."""
    if not admin.is_admin or settings.WATCH_DIR is None:
        raise NotFound
    inside(settings.WATCH_DIR, path)
    with transaction.atomic():
        WatchedFolder.objects.filter(collection=collection).delete()
        folder = WatchedFolder.objects.create(collection=collection, path=path, user=admin)
        audit.record(admin, "folder.watched", str(folder), collection=collection.slug)
        _defer(folder.pk)
    return folder


def unwatch(user: User, collection: Collection) -> None:
    """Its documents stay as they are."""
    with transaction.atomic():
        WatchedFolder.objects.filter(collection=collection).delete()
        audit.record(user, "folder.unwatched", collection.name, collection=collection.slug)


def defer_scans() -> None:
    """Any number of processes may do this at once: a folder waits to be looked into once."""
    if settings.WATCH_DIR is not None:
        for pk in WatchedFolder.objects.filter(collection__deleted_at=None).values_list("pk", flat=True):
            _defer(pk)


@queue.task(name="knowledge.scan", retry=LATER)
async def scan(folder_id: int) -> None:
    """Make the collection follow its folder. It may run again from its start, at any time and beside itself."""
    await in_thread(_scan, folder_id)


def _defer(folder_id: int) -> None:
    try:
        with transaction.atomic():
            scan.configure(queueing_lock=f"scan-{folder_id}").defer(folder_id=folder_id)
    except AlreadyEnqueued:
        pass


def _scan(folder_id: int) -> None:
    folder = WatchedFolder.objects.select_related("collection", "user").filter(pk=folder_id).first()
    if folder is None or folder.collection.deleted_at is not None or settings.WATCH_DIR is None:
        return
    try:
        notes = _follow(folder, inside(settings.WATCH_DIR, folder.path))
    except (KnowledgeError, OSError) as error:
        notes = str(error) if isinstance(error, KnowledgeError) else f"It cannot be read: {error.strerror}."
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        _log.exception("The folder of collection %d was not looked into", folder_id)
        notes = _OURS
    WatchedFolder.objects.filter(pk=folder_id).update(notes=notes, scanned_at=timezone.now())


def _follow(folder: WatchedFolder, place: Path) -> str:
    left_out: list[str] = []
    known = {file.name: file for file in folder.files.all()}
    found = {clean(file.path): file for file in find(place, left_out)}
    if known and not found:
        return _EMPTY
    for name, file in found.items():
        if _is_new(file, known.get(name)):
            _take(folder, place, name, file, left_out)
    _remove(folder, known.keys() - found.keys())
    return _told(left_out)


def _is_new(file: FoundFile, known: WatchedFile | None) -> bool:
    if time.time() - file.changed_ns / 1e9 < SETTLED_SECONDS:
        return False
    return known is None or (known.size, known.changed_ns) != (file.size, file.changed_ns)


def _take(folder: WatchedFolder, place: Path, name: str, file: FoundFile, left_out: list[str]) -> None:
    try:
        with opened(place, file) as content:
            kept = keep(iter(lambda: content.read(CHUNK), b""))
    except (OSError, TooLarge) as error:
        left_out.append(f"{file.path} ({error.strerror if isinstance(error, OSError) else error})")
        return
    with transaction.atomic():
        looks = {"size": file.size, "changed_ns": file.changed_ns}
        WatchedFile.objects.update_or_create(folder=folder, name=name, defaults=looks)
        admit(folder.user, folder.collection, name, kept)


def _remove(folder: WatchedFolder, names: Iterable[str]) -> None:
    for name in sorted(names):
        with transaction.atomic():
            document = folder.collection.documents.filter(name=name, deleted_at=None, version__gt=0).first()
            if document is not None:
                keeping.delete(folder.user, document)
            folder.collection.intakes.filter(name=name, state="waiting").delete()
            folder.files.filter(name=name).delete()


def _told(left_out: list[str]) -> str:
    if not left_out:
        return ""
    more = f" and {len(left_out) - _TOLD} more" if len(left_out) > _TOLD else ""
    return f"Left out: {', '.join(left_out[:_TOLD])}{more}."
