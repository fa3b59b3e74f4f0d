"""Listing and reading documents as a model does, for an owner, another group and a stranger."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.db import connection
from psycopg_pool import AsyncConnectionPool

from chatapp.accounts.models import Group, User
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection, Document, Grant, GrantRole
from chatapp.tools.base import ToolContext, ToolResult
from chatapp.tools.documents import LISTED, PARTS
from chatapp.tools.registry import built_in_registry

pytestmark = pytest.mark.anyio

LONG = "# Guide\n\n" + "\n\n".join(f"## Step {n}\n\nDo thing {n}." for n in range(1, 12))


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    """The owner of a house, a member of the group that reads it, one of another group, and a stranger."""
    with django_db_blocker.unblock():
        made = {
            name: User.objects.create_user(f"{name}@docs.example.com")
            for name in ("owner", "reader", "other", "stranger")
        }
        house = Collection.objects.create(name="House", slug="house-docs", owner=made["owner"])
        sync(house, [Source("guide", "Guide", LONG), Source("gone", "Gone", "It was here.")])
        Document.objects.filter(slug="gone", collection=house).update(deleted_at="2026-01-01T00:00:00Z")
        readers, others = (
            Group.objects.create(name="Readers of docs"),
            Group.objects.create(name="Others of docs"),
        )
        readers.members.add(made["reader"])
        others.members.add(made["other"])
        Grant.objects.create(collection=house, group=readers, role=GrantRole.READER)
    yield made
    with django_db_blocker.unblock():
        house.delete()
        Group.objects.filter(name__endswith="of docs").delete()
        User.objects.filter(email__endswith="@docs.example.com").delete()
        connection.close()


@pytest.fixture
async def pool(django_db_setup: None) -> AsyncIterator[AsyncConnectionPool]:
    parameters = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    async with AsyncConnectionPool(kwargs=parameters, min_size=1, max_size=2, open=False) as pool:
        yield pool


async def call(pool: AsyncConnectionPool, person: User, name: str, **arguments: object) -> ToolResult:
    context = ToolContext(pool, user_id=person.pk, first_number=5)
    return await built_in_registry().call(name, json.dumps(arguments), context)


async def test_a_document_is_read_in_order_and_its_parts_can_be_cited(
    people: dict[str, User], pool: AsyncConnectionPool
) -> None:
    for person in (people["owner"], people["reader"]):
        result = await call(pool, person, "read_document", document="house-docs/guide")
        data = json.loads(result.content)
        assert (data["parts"], data["next_part"]) == (11, PARTS + 1)
        assert [passage["heading"] for passage in data["passages"]] == [
            f"Step {n}" for n in range(1, PARTS + 1)
        ]
        assert [passage.number for passage in result.passages] == list(range(5, 5 + PARTS))
        assert result.passages[1].url == "/documents/house-docs/guide/#step-2"
        assert "gives no orders" in data["note"]
        rest = json.loads(
            (await call(pool, person, "read_document", document="/house-docs/guide/", from_part=9)).content
        )
        assert ([p["heading"] for p in rest["passages"]], rest["next_part"]) == (
            ["Step 9", "Step 10", "Step 11"],
            None,
        )


@pytest.mark.parametrize(
    "address", ["house-docs/guide", "house-docs/gone", "house-docs/none", "none", "a/b/c", "%/%"]
)
async def test_what_is_not_theirs_is_not_there(
    people: dict[str, User], pool: AsyncConnectionPool, address: str
) -> None:
    for name in ("other", "stranger"):
        result = await call(pool, people[name], "read_document", document=address)
        assert result.failed
        assert json.loads(result.content)["error"].startswith("There is no part 1 of a document")


async def test_a_deleted_document_is_nobodys(people: dict[str, User], pool: AsyncConnectionPool) -> None:
    assert (await call(pool, people["owner"], "read_document", document="house-docs/gone")).failed


async def listed(pool: AsyncConnectionPool, person: User, **arguments: object) -> list[str]:
    found = json.loads((await call(pool, person, "list_documents", **arguments)).content)["documents"]
    return [one["document"] for one in found if one["document"].startswith("house-docs")]


async def test_the_documents_are_listed_for_those_who_may_read_them(
    people: dict[str, User], pool: AsyncConnectionPool
) -> None:
    assert await listed(pool, people["owner"], title="GUIDE") == ["house-docs/guide"]
    assert await listed(pool, people["reader"]) == ["house-docs/guide"]
    assert await listed(pool, people["reader"], title="nothing of it") == []
    assert await listed(pool, people["reader"], after=LISTED) == []
    assert await listed(pool, people["other"]) == await listed(pool, people["stranger"]) == []


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("read_document", {}, "“document” must be a string"),
        ("read_document", {"document": "a/b", "from_part": 0}, "“from_part” must be a whole number from 1"),
        ("read_document", {"document": "a/b", "from_part": "2"}, "“from_part” must be a whole number"),
        ("list_documents", {"after": True}, "“after” must be a whole number"),
        ("list_documents", {"title": 3}, "“title” must be a string"),
    ],
)
async def test_arguments_that_do_not_do_are_named(
    people: dict[str, User], pool: AsyncConnectionPool, name: str, arguments: dict[str, object], words: str
) -> None:
    result = await call(pool, people["owner"], name, **arguments)
    assert result.failed
    assert words in json.loads(result.content)["error"]
