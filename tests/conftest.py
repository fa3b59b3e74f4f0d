"""What every test may ask for."""

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

pytest_plugins = ["tests.cast", "tests.processes", "tests.engine", "tests.outage", "tests.remote"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """After a test that commits, Django empties all tables by TRUNCATE, which the ledger refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE usage_usagerecord DISABLE TRIGGER usage_never_truncated")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests are marked `anyio`; they run in asyncio, as the server does."""
    return "asyncio"
