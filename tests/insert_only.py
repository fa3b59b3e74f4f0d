"""The tables that the database only lets grow, and how the tests empty them all the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# By what the names of their triggers begin with.
TABLES = {"usage": "usage_usagerecord", "audit": "accounts_auditentry"}


def let_truncate() -> None:
    """From now on: after a test that commits, Django empties all tables by TRUNCATE."""
    _turn("DISABLE", "never_truncated")


@contextmanager
def never_truncated() -> Iterator[None]:
    """Inside, TRUNCATE is refused as it is everywhere but in the tests."""
    with connection.cursor() as cursor:
        # A trigger cannot be turned on while a foreign key of the same transaction is still to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _turn("ENABLE", "never_truncated")
    yield
    _turn("DISABLE", "never_truncated")


@contextmanager
def let_delete() -> Iterator[None]:
    """Inside a transaction: their rows can be deleted."""
    _turn("DISABLE", "insert_only")
    yield
    _turn("ENABLE", "insert_only")


def _turn(verb: str, trigger: str) -> None:
    with connection.cursor() as cursor:
        for name, table in TABLES.items():
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {name}_{trigger}")
