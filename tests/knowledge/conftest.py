"""The manual taken in once per module, committed: a search reads it over a connection of its own."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.db import connection
from psycopg import AsyncConnection

from chatapp.knowledge.models import Collection
from chatapp.knowledge.product_docs import SLUG, sync_product_docs


@pytest.fixture(scope="module")
def manual(django_db_setup: None, django_db_blocker: Any) -> Iterator[Collection]:
    with django_db_blocker.unblock():
        sync_product_docs()
        collection = Collection.objects.get(slug=SLUG)
    yield collection
    with django_db_blocker.unblock():
        collection.delete()
        connection.close()


@pytest.fixture
async def postgres(django_db_setup: None) -> AsyncIterator[AsyncConnection[Any]]:
    parameters = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    async with await AsyncConnection.connect(**parameters, autocommit=True) as postgres:
        yield postgres
