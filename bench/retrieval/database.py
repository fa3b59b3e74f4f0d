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

__all__ = ["pooled", "postgres", "temporary"]


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


@contextmanager
def pooled() -> Iterator[None]:
    """The ORM's connections are kept, as in a server."""
    from django.conf import settings

    connection.close()
    connection.settings_dict["OPTIONS"]["pool"] = settings.DATABASE_POOL
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        del connection.settings_dict["OPTIONS"]["pool"]


@asynccontextmanager
async def postgres() -> AsyncIterator[AsyncConnection[Any]]:
    # The ORM's own ways, among them that it prepares no statement, are left out.
    own = {"cursor_factory": None, "context": None, "prepare_threshold": 5}
    parameters = {**connection.get_connection_params(), **own}
    async with await AsyncConnection.connect(**parameters, autocommit=True) as postgres:
        yield postgres
