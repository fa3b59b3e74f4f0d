"""What people and scripts ask of a database that is full: `python -m bench.scale`.

Makes a database of its own, fills it, and drops it: a million conversations of ten messages each, then a million
stored completions of one person beside as many of others, then a million messages that a person searches. The rows
are made by the database itself.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000, help="0: leave this part out")
    parser.add_argument("--messages", type=int, default=10, help="of each conversation")
    parser.add_argument(
        "--stored", type=int, default=1_000_000, help="of the one person; 0: leave this part out"
    )
    parser.add_argument(
        "--searched", type=int, default=1_000_000, help="messages to search among; 0: leave this part out"
    )
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "chatapp.settings"
    importlib.import_module("tests.database")
    django.setup()
    from bench.scale import conversations, search, stored

    if options.conversations:
        with _database():
            conversations.fill(options.conversations, options.messages)
            conversations.report()
    if options.stored:
        with _database():
            stored.fill(options.stored)
            asyncio.run(stored.report())
    if options.searched:
        with _database():
            search.fill(options.searched)
            search.report()


@contextmanager
def _database() -> Iterator[None]:
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
