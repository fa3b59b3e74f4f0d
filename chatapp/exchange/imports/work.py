"""The imports that wait, one after the other, by whichever process is free.

What is broken off is begun again: nothing is taken in twice.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from typing import IO, Final

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chatapp.exchange.errors import Unreadable
from chatapp.exchange.imports.importing import ImportRun
from chatapp.exchange.models import Import, ImportPart, ImportStatus

# Whoever has said nothing for so long is gone. The largest chat takes less.
SILENCE: Final = timedelta(minutes=5)
ATTEMPTS: Final = 3

logger = logging.getLogger("chatapp.imports")


def work() -> int:
    """Do what waits, and say how many imports that were."""
    done = 0
    while (found := _claim()) is not None:
        _run(found)
        done += 1
    return done


def is_waiting() -> bool:
    return _waiting().exists()


def _waiting() -> QuerySet[Import]:
    gone = Q(status=ImportStatus.RUNNING, heartbeat_at__lt=timezone.now() - SILENCE)
    return Import.objects.filter(Q(status=ImportStatus.WAITING) | gone)


@transaction.atomic
def _claim() -> Import | None:
    found = _waiting().select_for_update(skip_locked=True).order_by("created_at").first()
    if found is None:
        return None
    # Its report begins anew with it.
    found.taken = found.known = found.broken = found.bytes_read = 0
    found.problems, found.attempts = [], found.attempts + 1
    found.status, found.heartbeat_at = ImportStatus.RUNNING, timezone.now()
    found.save()
    return found


def _run(found: Import) -> None:
    """Ends with a row that says how it ended; a process that is killed leaves it to the next."""
    try:
        if found.attempts > ATTEMPTS:
            raise Unreadable(f"It was broken off {ATTEMPTS} times: the file may be too much for this server.")
        with tempfile.TemporaryFile() as file:
            _spool(found, file)
            ImportRun(found).read(file)
        _end(found, ImportStatus.DONE)
    except Unreadable as error:
        _end(found, ImportStatus.FAILED, str(error))
    except MemoryError:
        _end(found, ImportStatus.FAILED, "One of its chats needs more memory than an import may take.")
    except (SystemExit, KeyboardInterrupt):
        # The server stops: whoever comes next goes on at once.
        connection.close()
        Import.objects.filter(pk=found.pk).update(
            status=ImportStatus.WAITING, attempts=F("attempts") - 1, heartbeat_at=None
        )
        raise
    except Exception:
        logger.exception("An import failed")
        _end(found, ImportStatus.FAILED, "The server could not read it; its log says why.")


def _spool(found: Import, file: IO[bytes]) -> None:
    """The file as a whole: a zip has its table of contents at the end."""
    offsets = ImportPart.objects.filter(source=found).order_by("offset").values_list("offset", flat=True)
    for offset in list(offsets):
        file.write(ImportPart.objects.get(source=found, offset=offset).content)
    file.seek(0)


def _end(found: Import, status: ImportStatus, failure: str = "") -> None:
    found.status, found.failure, found.finished_at = status, failure, timezone.now()
    with transaction.atomic():
        found.save()
        ImportPart.objects.filter(source=found).delete()
