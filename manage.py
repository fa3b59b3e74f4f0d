#!/usr/bin/env python
"""Django's command line. What the operator can put right is said in one sentence, with status 2."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
    if os.environ.get("CHATAPP_TESTING") != "1":
        _read_env_file()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(_refuse(str(error)))
    except OperationalError as error:
        sys.exit(
            _refuse(f"The database cannot be used: {' '.join(str(error).split())} (is DATABASE_URL right?)")
        )


def _read_env_file() -> None:
    from dotenv import load_dotenv

    load_dotenv(os.environ.get("CHATAPP_ENV_FILE") or Path(__file__).resolve().parent / ".env")


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
