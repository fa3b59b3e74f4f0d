"""What a person types into the search field of a list."""

from uuid import UUID

from django.db import connection
from django.db.models import Model


def as_uuid(term: str) -> UUID | None:
    """Also of an id as the API's callers see it (`chatcmpl-…`)."""
    try:
        return UUID(term.strip().removeprefix("chatcmpl-"))
    except ValueError:
        return None


def names_with(text: str, model: type[Model], column: str) -> list[str]:
    """The different values of a column that contain a text. It goes from one to the next by the column's index,
    which may leave out empty ones."""
    quote = connection.ops.quote_name
    table, name = quote(model._meta.db_table), quote(column)
    with connection.cursor() as cursor:
        cursor.execute(_NAMES.format(table=table, name=name), {"text": text})
        return [value for (value,) in cursor.fetchall()]


_NAMES = """
    WITH RECURSIVE names (name) AS (
        (SELECT {name} FROM {table} WHERE {name} > '' ORDER BY {name} LIMIT 1)
        UNION ALL
        SELECT (SELECT {name} FROM {table} WHERE {name} > names.name AND {name} > '' ORDER BY {name} LIMIT 1)
        FROM names WHERE names.name IS NOT NULL
    )
    SELECT name FROM names WHERE strpos(lower(name), lower(%(text)s)) > 0
"""
