"""The admins as a whole: there is at least one, from the first on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

from chatapp.accounts.models import AuditEntry, Role, User

SETUP: Final = "setup.completed"
_LOCK: Final = 0x61646D696E73  # "admins"


def exist() -> bool:
    return User.objects.admins().exists()


def existed() -> bool:
    """Is there one now, deactivated or not, or was one made by the first link? The audit log forgets nothing."""
    return User.objects.filter(role=Role.ADMIN).exists() or AuditEntry.objects.filter(action=SETUP).exists()


@contextmanager
def locked() -> Iterator[None]:
    """A transaction in which nobody else makes or unmakes an admin: what it reads of them holds."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
