"""How many passages hold a term is kept exact by whatever writes or deletes postings."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chatapp.accounts.models import User
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.keeping import documents
from chatapp.knowledge.models import Collection, Document, Passage, Posting, Term
from tests.knowledge.documents import taken_in
from tests.timeouts import TIMEOUT

WORDS = st.lists(st.sampled_from(["key", "door", "house", "garden"]), max_size=4).map(" ".join)
CONTENTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), WORDS)


def counted() -> dict[tuple[int, str], int]:
    """The same by counting the postings."""
    rows = Posting.objects.values_list("collection_id", "term").annotate(n=Count("*"))
    return {(collection, term): n for collection, term, n in rows}


def kept() -> dict[tuple[int, str], int]:
    return {(row.collection_id, row.term): row.holders for row in Term.objects.all()}


class Counts(TestCase):
    @settings(max_examples=30)
    @given(st.lists(CONTENTS, min_size=1, max_size=4))
    def test_counts_are_exact_after_every_sync(self, contents: list[dict[str, str]]) -> None:
        house = Collection.objects.create(name="House", slug="house")
        for content in contents:
            sync(house, [Source(slug, slug, text) for slug, text in content.items()])
            assert kept() == counted()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["passage", "document", "collection", "moved", "rows"])
def test_counts_are_exact_after_other_changes(what: str) -> None:
    house, garden = (Collection.objects.create(name=name, slug=name) for name in ("house", "garden"))
    sync(house, [Source("keys", "Keys", "A key."), Source("doors", "Doors", "A key for the door.")])
    sync(garden, [Source("keys", "Keys", "No key.")])
    match what:
        case "passage":
            Passage.objects.filter(document__slug="doors").delete()
        case "document":
            Document.objects.filter(slug="keys").delete()
        case "collection":
            house.delete()
        case "moved":
            Posting.objects.filter(passage__document__slug="doors").update(collection=garden)
        case "rows":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM knowledge_posting WHERE term = 'key'")
    assert kept() == counted()
    assert kept()


@pytest.mark.django_db(transaction=True)
def test_counts_are_exact_after_people_change_a_collection_at_once(alice: User) -> None:
    house = keeping.create(alice, keeping.Description("House", "", "english"))
    texts = [f"A key of door {number} in the house {number % 3}." for number in range(6)]
    start = Barrier(2)

    def one_person(names: Sequence[str]) -> None:
        try:
            start.wait(TIMEOUT)
            for text in texts:
                taken = [taken_in(alice, house, name, f"{name}: {text}") for name in names]
                documents.delete(alice, taken[0])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one_person, [["a.md", "b.md"], ["c.md", "d.md"]]))
    assert kept() == counted()
    house.refresh_from_db()
    lengths = Passage.objects.filter(document__collection=house).values_list("length", flat=True)
    assert (house.passage_count, house.term_count) == (len(lengths), sum(lengths))
    assert len(lengths) == 2


@pytest.mark.django_db(transaction=True)
def test_counts_are_exact_after_more_documents_than_a_batch(alice: User) -> None:
    house = Collection.objects.create(name="House", slug="house")
    many = [Source(f"{number}", f"Key {number}", f"A key {number}.") for number in range(250)]
    assert len(sync(house, many).added) == 250
    changed = [Source(one.slug, one.name, "A door.") for one in many[:120]]
    done = sync(house, changed)
    assert (len(done.changed), len(done.removed)) == (120, 130)
    assert kept() == counted()
    house.refresh_from_db()
    assert house.passage_count == Passage.objects.count() == 120
