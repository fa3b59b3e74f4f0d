"""Admins see what the assistant searches; nobody else does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chatapp.accounts.models import User
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection

PAGES = ["/admin/knowledge/collection/", "/admin/knowledge/document/"]


@pytest.fixture(autouse=True)
def house(db: None) -> Collection:
    house = Collection.objects.create(name="House", slug="product", built_in=True)
    sync(house, [Source(f"room{number}", f"Room {number}", "A <b>door</b>.") for number in range(3)])
    return house


def test_an_admin_sees_collections_and_documents(client: Client, ada: User, house: Collection) -> None:
    client.force_login(ada)
    assert "House" in client.get(PAGES[0]).text
    assert "Room 2" in client.get(PAGES[1]).text
    room = house.documents.get(slug="room1")
    page = client.get(f"/admin/knowledge/document/{room.pk}/change/").text
    assert "A &lt;b&gt;door&lt;/b&gt;." in page
    assert 'href="/documents/product/room1/"' in page
    assert client.get(f"/admin/knowledge/collection/{house.pk}/change/").status_code == 200


def test_nothing_can_be_added_there(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/admin/knowledge/document/add/").status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_a_member_finds_nothing_there(client: Client, charlie: User, address: str) -> None:
    client.force_login(charlie)
    assert client.get(address).status_code == 404


def test_many_documents_take_no_more_queries_than_few(client: Client, ada: User, house: Collection) -> None:
    client.force_login(ada)
    client.get(PAGES[1])
    with CaptureQueriesContext(connection) as few:
        client.get(PAGES[1])
    sync(house, [Source(f"room{number}", f"Room {number}", "Text.") for number in range(40)])
    with CaptureQueriesContext(connection) as many:
        client.get(PAGES[1])
    assert len(many) == len(few)
