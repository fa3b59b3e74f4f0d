"""A file that comes in pieces: each request is small, and a file may be larger than any body that the server takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.exchange.errors import Unreadable
from chatapp.exchange.models import Import, ImportPart, ImportStatus
from chatapp.wire.json.clean import clean_text

# Django takes no larger body into memory.
PIECE: Final = 2 << 20
# An upload that nothing was added to for so long was given up.
GIVEN_UP: Final = timedelta(hours=6)


def begin(owner: User, file_name: str, size: int) -> Import:
    """Raises Unreadable. An upload of the person that was left is given up."""
    if not 0 < size <= settings.MAX_IMPORT_BYTES:
        raise Unreadable(f"A file of 1 byte to {settings.MAX_IMPORT_BYTES >> 20} MB can be imported.")
    _of(owner).filter(status=ImportStatus.UPLOADING).delete()
    try:
        with transaction.atomic():
            return Import.objects.create(owner=owner, file_name=clean_text(file_name)[:200], size=size)
    except IntegrityError as error:
        raise Unreadable("Another import of yours is running. Wait for its end.") from error


def add(owner: User, import_id: UUID, offset: int, content: bytes) -> Import:
    """The piece that begins there; one that is there already is left. The last one starts the import.

    Raises NotFound, and Unreadable for a piece that does not fit.
    """
    with transaction.atomic():
        found = _of(owner).select_for_update().filter(pk=import_id, status=ImportStatus.UPLOADING).first()
        if found is None:
            raise NotFound
        if not 0 < len(content) <= PIECE or not 0 <= offset <= found.size - len(content):
            raise Unreadable("This piece does not fit into the file.")
        ImportPart.objects.get_or_create(source=found, offset=offset, defaults={"content": content})
        if _came(found) == found.size:
            found.status = ImportStatus.WAITING
            found.save(update_fields=["status"])
    return found


def imports_of(owner: User) -> list[Import]:
    """The newest first. Uploads that were left are not worth a line."""
    return list(_of(owner).exclude(status=ImportStatus.UPLOADING).order_by("-created_at")[:20])


def remove_given_up() -> int:
    old = timezone.now() - GIVEN_UP
    _, rows = Import.objects.filter(status=ImportStatus.UPLOADING, created_at__lt=old).delete()
    return rows.get(Import._meta.label, 0)


def _of(owner: User) -> QuerySet[Import]:
    return Import.objects.filter(owner=owner)


def _came(found: Import) -> int:
    return ImportPart.objects.filter(source=found).aggregate(bytes=Sum(Length("content")))["bytes"] or 0
