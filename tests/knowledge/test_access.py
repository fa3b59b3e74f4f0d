"""Documents have one door."""

import pytest

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge.access import collections_of, get_document
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection


@pytest.fixture
def product(db: None) -> Collection:
    product = Collection.objects.create(name="About", slug="product", built_in=True)
    sync(product, [Source("keys", "Keys", "A key.")])
    return product


@pytest.fixture
def secret(alice: User) -> Collection:
    secret = Collection.objects.create(name="Secret", slug="secret", owner=alice)
    sync(secret, [Source("plan", "Plan", "A plan.")])
    return secret


def test_everybody_reads_the_products_documents(product: Collection, alice: User, charlie: User) -> None:
    for person in (alice, charlie):
        document = get_document(person, "product", "keys")
        assert document.get_absolute_url() == "/documents/product/keys/"
        assert [list(found.documents.all()) for found in collections_of(person)] == [[document]]


def test_an_owner_reads_their_own_collection(product: Collection, secret: Collection, alice: User) -> None:
    assert get_document(alice, "secret", "plan").collection == secret
    assert set(collections_of(alice)) == {product, secret}


def test_a_collection_that_lost_its_owner_is_read_by_nobody(secret: Collection, alice: User) -> None:
    Collection.objects.update(owner=None)
    assert not collections_of(alice)


def test_other_collections_are_not_there_for_strangers(secret: Collection, charlie: User) -> None:
    with pytest.raises(NotFound):
        get_document(charlie, "secret", "plan")
    assert secret not in collections_of(charlie)


def test_what_is_not_there_looks_just_the_same(
    product: Collection, secret: Collection, charlie: User
) -> None:
    messages = []
    for collection, slug in (("secret", "plan"), ("product", "plan"), ("nowhere", "plan")):
        with pytest.raises(NotFound) as caught:
            get_document(charlie, collection, slug)
        messages.append(str(caught.value).replace(collection, "…"))
    assert len(set(messages)) == 1


def test_an_account_that_was_closed_reads_nothing(product: Collection, charlie: User) -> None:
    charlie.is_active = False
    charlie.save()
    assert not collections_of(charlie)
