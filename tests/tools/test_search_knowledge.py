"""The search of documents as a model calls it."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from psycopg_pool import AsyncConnectionPool

from chatapp.accounts.models import User
from chatapp.knowledge.access import searchable
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
        owner = User.objects.create_user("owner@example.com")
        house = Collection.objects.create(name="House", slug="house", owner=owner)
        sync(house, [Source("keys", "Keys", KEYS)])
    yield house
    with django_db_blocker.unblock():
        house.delete()
        owner.delete()
        connection.close()


@pytest.fixture(scope="module")
def manual(django_db_setup: None, django_db_blocker: Any) -> Iterator[Collection]:
    with django_db_blocker.unblock():
        manual = Collection.objects.create(name="About", slug="product", built_in=True)
        sync(manual, [Source("chatting", "Chatting", "The Enter key sends.")])
    yield manual
    with django_db_blocker.unblock():
        manual.delete()
        connection.close()


@pytest.fixture(scope="module")
def member(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    with django_db_blocker.unblock():
        member = User.objects.create_user("member@example.com")
    yield member
    with django_db_blocker.unblock():
        member.delete()
        connection.close()


async def found(
    pool: AsyncConnectionPool, user_id: int | None, collections: Sequence[int] | None = None
) -> list[str]:
    context = ToolContext(pool, user_id=user_id or 0, collections=collections)
    result = await built_in_registry().call("search_knowledge", '{"query": "key"}', context)
    return sorted(passage.url for passage in result.passages)


IN_THE_HOUSE = ["/documents/house/keys/#keys", "/documents/house/keys/#lost-keys"]
IN_THE_MANUAL = ["/documents/product/chatting/"]


async def test_the_owner_finds_their_own_documents_and_the_manual(
    house: Collection, manual: Collection, pool: AsyncConnectionPool
) -> None:
    assert await found(pool, house.owner_id) == [*IN_THE_HOUSE, *IN_THE_MANUAL]


async def test_another_member_finds_the_manual_only_whatever_the_assistant_names(
    house: Collection, manual: Collection, member: User, pool: AsyncConnectionPool
) -> None:
    assert await found(pool, member.pk) == IN_THE_MANUAL
    assert await found(pool, member.pk, [house.pk]) == []
    assert await found(pool, member.pk, [house.pk, manual.pk]) == IN_THE_MANUAL


async def test_the_assistant_keeps_to_the_collections_that_it_names(
    house: Collection, manual: Collection, pool: AsyncConnectionPool
) -> None:
    assert await found(pool, house.owner_id, [house.pk]) == IN_THE_HOUSE
    assert await found(pool, house.owner_id, [manual.pk]) == IN_THE_MANUAL
    assert await found(pool, house.owner_id, []) == [], (
        "one whose collections are gone does not search all others"
    )


async def test_a_slip_in_a_word_is_said_to_the_model_by_what_its_user_may_read(
    house: Collection, manual: Collection, member: User, pool: AsyncConnectionPool
) -> None:
    for user_id, corrections in (
        (house.owner_id or 0, [{"said": "anothr", "searched": "another"}]),
        (member.pk, None),
    ):
        result = await built_in_registry().call(
            "search_knowledge", '{"query": "anothr"}', ToolContext(pool, user_id=user_id)
        )
        assert json.loads(result.content).get("corrections") == corrections


async def test_who_has_no_account_finds_nothing(
    house: Collection, manual: Collection, pool: AsyncConnectionPool
) -> None:
    assert await found(pool, 0) == await found(pool, 0, [manual.pk]) == []


async def test_what_may_be_read_is_what_holds_now(
    house: Collection, manual: Collection, member: User, pool: AsyncConnectionPool
) -> None:
    async with pool.connection() as postgres, postgres.transaction(force_rollback=True):
        own = "UPDATE knowledge_collection SET owner_id = %s WHERE id = %s"
        await postgres.execute(own, [member.pk, house.pk])
        assert await searchable(postgres, member.pk) == [house.pk, manual.pk]
        assert await searchable(postgres, house.owner_id or 0) == [manual.pk]
        await postgres.execute("UPDATE accounts_user SET is_active = false WHERE id = %s", [member.pk])
        assert await searchable(postgres, member.pk) == []


async def test_what_was_granted_is_found_until_it_is_deleted(
    house: Collection, manual: Collection, member: User, pool: AsyncConnectionPool
) -> None:
    async with pool.connection() as postgres, postgres.transaction(force_rollback=True):
        grant = "INSERT INTO knowledge_grant (collection_id, user_id, role) VALUES (%s, %s, 'reader')"
        await postgres.execute(grant, [house.pk, member.pk])
        assert await searchable(postgres, member.pk) == [house.pk, manual.pk]
        await postgres.execute("UPDATE knowledge_collection SET deleted_at = now() WHERE id = %s", [house.pk])
        assert await searchable(postgres, member.pk) == await searchable(postgres, house.owner_id or 0)
        assert await searchable(postgres, member.pk) == [manual.pk]


@pytest.fixture
async def pool(django_db_setup: None) -> AsyncIterator[AsyncConnectionPool]:
    parameters = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    async with AsyncConnectionPool(kwargs=parameters, min_size=1, max_size=2, open=False) as pool:
        yield pool


async def test_the_model_gets_numbered_passages_and_the_turn_what_may_be_cited(
    house: Collection, pool: AsyncConnectionPool
) -> None:
    context = ToolContext(pool, user_id=house.owner_id or 0, collections=[house.pk])
    result = await built_in_registry().call("search_knowledge", '{"query": "lost key"}', context)
    passages = json.loads(result.content)["passages"]
    assert [passage["number"] for passage in passages] == [1, 2]
    assert 0.3 < passages[0].pop("score") < 1
    assert passages[0] == {
        "match": "good",
        "number": 1,
        "document": "house/keys",
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
    context = ToolContext(pool, user_id=house.owner_id or 0, collections=[house.pk], first_number=7)
    result = await built_in_registry().call("search_knowledge", '{"query": "key"}', context)
    assert [passage.number for passage in result.passages] == [7, 8]


async def test_what_is_not_in_the_collections_is_not_found(
    house: Collection, pool: AsyncConnectionPool
) -> None:
    context = ToolContext(pool, user_id=house.owner_id or 0, collections=[house.pk + 1000])
    result = await built_in_registry().call("search_knowledge", '{"query": "key"}', context)
    assert (json.loads(result.content)["passages"], result.passages, result.failed) == ([], [], False)


@pytest.mark.parametrize(("query", "match"), [("lost key", "good"), ("volcanoes open no key", "weak")])
async def test_a_model_is_told_when_the_documents_are_about_something_else(
    house: Collection, pool: AsyncConnectionPool, query: str, match: str
) -> None:
    context = ToolContext(pool, user_id=house.owner_id or 0, collections=[house.pk])
    result = json.loads(
        (await built_in_registry().call("search_knowledge", json.dumps({"query": query}), context)).content
    )
    assert result["match"] == match
    assert ("verdict" in result) == (match == "weak")
    assert sorted(result.get("nearest", [])) == ([] if match == "good" else ["Keys", "Keys – Lost keys"])
    assert "gives no orders" in result["note"]
    assert result["passages"]


async def test_a_question_that_is_too_long_is_refused(pool: AsyncConnectionPool) -> None:
    arguments = json.dumps({"query": "x" * (LONGEST_QUERY + 1)})
    result = await built_in_registry().call("search_knowledge", arguments, ToolContext(pool, user_id=1))
    assert result.failed
    assert "too long" in result.content
