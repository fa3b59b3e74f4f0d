"""Tables without what guards their rows: in a benchmark's own database they are right by construction."""

from django.db.backends.utils import CursorWrapper


def unguard(cursor: CursorWrapper, *tables: str) -> None:
    """Drop the foreign keys of these tables, and switch their triggers off: checking ten million rows one by one takes
    hours. A plain role may do both to tables of its own."""
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", [table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
