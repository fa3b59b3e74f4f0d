"""The pages of documents, where citations lead."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from chatapp.accounts.models import User
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection

KEYS = """# Keys

A key & a <script>alert(1)</script> door.

## Lost keys

Ask.

### At night

Wait.

## Spare keys

None.
"""


@pytest.fixture(autouse=True)
def manual(db: None) -> Collection:
    manual = Collection.objects.create(name="About", slug="product", built_in=True)
    sync(manual, [Source("keys", "Keys", KEYS), Source("plain", "Plain", "No heading here.")])
    return manual


@pytest.fixture(autouse=True)
def secret(db: None) -> Collection:
    secret = Collection.objects.create(name="Secret", slug="secret")
    sync(secret, [Source("plan", "Plan", "A plan.")])
    return secret


def test_the_list_names_what_one_may_read(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get("/documents/").text
    assert 'href="/documents/product/"' in page
    assert "2 documents" in page
    assert "Secret" not in page


def test_a_collection_names_its_documents(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get("/documents/product/").text
    assert 'href="/documents/product/keys/"' in page
    assert "No heading here." in page


def test_a_document_gives_its_source_to_the_browser_and_its_sections_to_read(
    client: Client, alice: User
) -> None:
    client.force_login(alice)
    page = client.get("/documents/product/keys/").text
    assert "A key &amp; a &lt;script&gt;alert(1)&lt;/script&gt; door." in page
    assert '<a href="#lost-keys">Lost keys</a>' in page
    assert '<a href="#spare-keys">Spare keys</a>' in page
    assert "At night</a>" not in page


@pytest.mark.parametrize(
    "address",
    ["/documents/secret/", "/documents/secret/plan/", "/documents/product/plan/", "/documents/no/where/"],
)
def test_not_there_and_not_theirs_are_one_404(client: Client, charlie: User, address: str) -> None:
    client.force_login(charlie)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/documents/", "/documents/product/", "/documents/product/keys/"])
def test_who_is_not_logged_in_is_asked_to(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert "next=" in response["Location"]


def test_the_list_takes_as_many_queries_for_many_documents(
    client: Client, alice: User, manual: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(alice)
    sync(manual, [Source(f"d{number}", "D", "Text.") for number in range(30)])
    with django_assert_max_num_queries(8):
        client.get("/documents/product/")
