"""The search of documents as a model calls it."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.db import connection
from psycopg_pool import AsyncConnectionPool

from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection
from chatapp.tools.base import ToolContext
from chatapp.tools.knowledge import LONGEST_QUERY
from chatapp.tools.registry import built_in_registry

pytestmark = pytest.mark.anyio

KEYS = "# Keys\n\nA key opens a door.\n\n## Lost keys\n\nAsk “Alice” for another key — she has one.\n"


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[Collection]:
    with django_db_blocker.unblock():
        house = Collection.objects.create(name="House", slug="house")
        sync(house, [Source("keys", "Keys", KEYS)])
    yield house
    with django_db_blocker.unblock():
        house.delete()
        connection.close()


@pytest.fixture
async def pool(django_db_setup: None) -> AsyncIterator[AsyncConnectionPool]:
    parameters = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    async with AsyncConnectionPool(kwargs=parameters, min_size=1, max_size=2, open=False) as pool:
        yield pool


async def test_the_model_gets_numbered_passages_and_the_turn_what_may_be_cited(
    house: Collection, pool: AsyncConnectionPool
) -> None:
    context = ToolContext(pool, user_id=1, collections=[house.pk])
    result = await built_in_registry().call("search_knowledge", '{"query": "lost key"}', context)
    passages = json.loads(result.content)["passages"]
    assert [passage["number"] for passage in passages] == [1, 2]
    assert passages[0] == {
        "number": 1,
        "title": "Keys",
        "heading": "Lost keys",
        "url": "/documents/house/keys/#lost-keys",
        "text": "Ask “Alice” for another key — she has one.",
    }
    assert [(passage.number, passage.label) for passage in result.passages] == [
        (1, "Keys – Lost keys"),
        (2, "Keys"),
    ]
    assert "“Alice”" in result.content, "a model reads letters more easily than escapes"


async def test_a_second_search_of_the_turn_counts_on(house: Collection, pool: AsyncConnectionPool) -> None:
    context = ToolContext(pool, user_id=1, collections=[house.pk], first_number=7)
    result = await built_in_registry().call("search_knowledge", '{"query": "key"}', context)
    assert [passage.number for passage in result.passages] == [7, 8]


async def test_what_is_not_in_the_collections_is_not_found(
    house: Collection, pool: AsyncConnectionPool
) -> None:
    context = ToolContext(pool, user_id=1, collections=[house.pk + 1000])
    result = await built_in_registry().call("search_knowledge", '{"query": "key"}', context)
    assert (json.loads(result.content), result.passages, result.failed) == ({"passages": []}, [], False)


async def test_a_question_that_is_too_long_is_refused(pool: AsyncConnectionPool) -> None:
    arguments = json.dumps({"query": "x" * (LONGEST_QUERY + 1)})
    result = await built_in_registry().call("search_knowledge", arguments, ToolContext(pool, user_id=1))
    assert result.failed
    assert "too long" in result.content
