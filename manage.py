#!/usr/bin/env python
"""Django's command line. What the operator can put right is said in one sentence, with status 2."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
    if os.environ.get("CHATAPP_TESTING") != "1" and (refusal := _read_env_file()):
        sys.exit(_refuse(refusal))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(_refuse(str(error)))
    except OperationalError as error:
        sys.exit(
            _refuse(f"The database cannot be used: {' '.join(str(error).split())} (is DATABASE_URL right?)")
        )
    except DatabaseError as error:
        if not (sentence := _unprepared(error)):
            raise
        sys.exit(_refuse(sentence))


def _read_env_file() -> str:
    """What is wrong with the file of variables; nothing is where none was asked for, or needed."""
    from dotenv import load_dotenv

    named = os.environ.get("CHATAPP_ENV_FILE")
    path = Path(named or Path(__file__).resolve().parent / ".env")
    try:
        with path.open(encoding="utf-8") as lines:
            load_dotenv(stream=lines)
    except FileNotFoundError:
        return (
            f"CHATAPP_ENV_FILE names {path}, which does not exist: make it, or unset the variable."
            if named
            else ""
        )
    except OSError as error:
        return f"{path} cannot be read ({error.strerror}): let the server's user read it."
    except UnicodeDecodeError:
        return f"{path} is not a text in UTF-8: write one NAME=value per line."
    return ""


def _unprepared(error: BaseException) -> str:
    """What to do about a database that is not as this version needs it; nothing where something else is wrong."""
    from psycopg.errors import InsufficientPrivilege, UndefinedColumn, UndefinedTable

    reasons = [error]
    while reason := reasons[-1].__cause__ or reasons[-1].__context__:
        reasons.append(reason)
    for reason in reasons:
        if isinstance(reason, UndefinedTable | UndefinedColumn):
            return "The database is not prepared. Run `manage.py migrate`, or start the server once, and try again."
        if isinstance(reason, InsufficientPrivilege):
            words = str(reason).splitlines()[0]
            return f"The database refuses: {words}. Let the role of DATABASE_URL own the database and its tables."
    return ""


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
