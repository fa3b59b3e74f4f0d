"""A database for one run, and a connection to it like those of the server."""

from __future__ import annotations

import importlib
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import django
from django.db import connection
from psycopg import AsyncConnection

__all__ = ["postgres", "temporary"]


@contextmanager
def temporary() -> Iterator[None]:
    """With the tables of the product; dropped afterwards."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "chatapp.settings"
    # Gives us a Postgres, before the settings are read.
    importlib.import_module("tests.database")
    django.setup()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@asynccontextmanager
async def postgres() -> AsyncIterator[AsyncConnection[Any]]:
    parameters = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    async with await AsyncConnection.connect(**parameters, autocommit=True) as postgres:
        yield postgres
