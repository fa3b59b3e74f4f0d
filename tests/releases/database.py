"""Databases of released versions, and what is in a database."""

from pathlib import Path

import psycopg
from psycopg import sql

FOLDER = Path(__file__).parent
RELEASES = sorted(path.stem for path in FOLDER.glob("*.sql"))

Rows = dict[str, set[str]]


def load(address: str, release: str) -> None:
    """Into an empty database."""
    with psycopg.connect(address) as connection:
        connection.execute((FOLDER / f"{release}.sql").read_text())  # type: ignore[call-overload]


def rows_of(address: str, *, whole: bool = False) -> Rows:
    """By table, the keys of all rows, or all that is in them."""
    with psycopg.connect(address) as connection:
        keys = connection.execute(_KEYS).fetchall()
        return {table: _rows(connection, table, ["*"] if whole else columns) for table, columns in keys}


def _rows(connection: psycopg.Connection, table: str, columns: list[str]) -> set[str]:
    shown = sql.SQL(", ").join(sql.SQL("*") if name == "*" else sql.Identifier(name) for name in columns)
    found = sql.SQL("SELECT t::text FROM (SELECT {} FROM public.{}) t").format(shown, sql.Identifier(table))
    return {row for (row,) in connection.execute(found)}


_KEYS = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary
    GROUP BY c.relname
"""
