"""What the log says of a database's error. Postgres shows the values that it met, and these are what people said."""

import re
from collections.abc import Iterable, Iterator

import psycopg
from django.db.utils import Error as DjangoError

# Their first line quotes names of tables, columns and constraints, and triggers of ours; others quote values.
_NAMES_ONLY = ("23", "42", "P0")
# It quotes text that a user wrote, for a search say.
_SYNTAX_ERROR = "42601"


def without_values(text: str, errors: Iterable[object]) -> str:
    """The text, in which each database's error of these, of their causes and groups, says what failed and no more."""
    seen: set[int] = set()
    for error in errors:
        for found in _database_errors(error, seen):
            text = re.sub(_as_printed(str(found)), _told(found).replace("\\", r"\\"), text)
    return text


def _database_errors(error: object, seen: set[int]) -> Iterator[BaseException]:
    """Each once, however they are linked."""
    waiting = [error]
    while waiting:
        found = waiting.pop()
        if not isinstance(found, BaseException) or id(found) in seen:
            continue
        seen.add(id(found))
        waiting += [found.__cause__, found.__context__]
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions
        if isinstance(found, psycopg.Error | DjangoError) and str(found):
            yield found


def _as_printed(text: str) -> str:
    """A pattern: the traceback of a group has a margin before each line."""
    return r"\n[ |]*".join(re.escape(line) for line in text.split("\n"))


def _told(error: BaseException) -> str:
    if isinstance(error, DjangoError) and isinstance(error.__cause__, psycopg.Error):
        error = error.__cause__
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        # Not of the server's: it had no values to show.
        return str(error)
    said = error.diag.message_primary or ""
    if error.sqlstate.startswith(_NAMES_ONLY) and error.sqlstate != _SYNTAX_ERROR:
        return said
    return re.split('[":]', said)[0].strip()
