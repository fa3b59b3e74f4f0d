"""Where a word of somebody's stands in the database."""

from django.db import connection


def tables_with(word: str) -> list[str]:
    """The tables in which the word stands, in whatever column."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" r WHERE strpos(r::text, %s) > 0', [word])
            found += [table] * bool(cursor.fetchone()[0])
        return found
