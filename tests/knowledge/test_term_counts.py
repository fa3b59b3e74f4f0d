"""How many passages hold a term is kept exact by whatever writes or deletes postings."""

import pytest
from django.db import connection
from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection, Document, Passage, Posting, Term

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
