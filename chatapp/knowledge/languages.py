"""The languages whose words the search knows the forms of."""

from __future__ import annotations

from django.db import connection

__all__ = ["ANY", "DEFAULT", "known"]

ANY = "simple"
"""Words in lower case, as they are: for every other language, and for several in one collection."""

DEFAULT = "english"


def known() -> list[str]:
    """The text search configurations of this Postgres, but `ANY`, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT cfgname::text FROM pg_ts_config WHERE cfgname <> %s ORDER BY 1", [ANY]
        )
        return [row[0] for row in cursor.fetchall()]
