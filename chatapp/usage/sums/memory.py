"""Memory for sums: in Postgres' usual 4 MB the groups of a year are sorted on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def much_memory() -> Iterator[None]:
    """Until its end, each sort and each table of groups of this connection may take 64 MB."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        yield
