"""What editors do with documents: what is found follows at once, and can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge.access import get_document
from chatapp.knowledge.errors import Conflict
from chatapp.knowledge.ingestion import reindex
from chatapp.knowledge.keeping import collections, documents
from chatapp.knowledge.keeping.purge import purge
from chatapp.knowledge.models import Collection, Document, Intake, Passage, Posting
from tests.knowledge.documents import taken_in


@pytest.fixture
def plans(alice: User) -> Collection:
    return collections.create(alice, collections.Description("Plans", "", "english"))


@pytest.fixture
def rules(alice: User) -> Collection:
    return collections.create(alice, collections.Description("Rules", "", "simple"))


def found(collection: Collection, term: str) -> int:
    collection.refresh_from_db()
    assert collection.passage_count == Passage.objects.filter(document__collection=collection).count()
    return Posting.objects.filter(collection=collection, term=term).count()


def test_a_renamed_document_is_found_by_its_title_and_keeps_it(plans: Collection, alice: User) -> None:
    document = taken_in(alice, plans, "a.md", "Text.")
    assert found(plans, "a.md") == 1
    documents.rename(document, "Holidays")
    assert (found(plans, "holiday"), found(plans, "a.md")) == (1, 0)
    taken_in(alice, plans, "a.md", "# Newer\n\nMore.")
    document.refresh_from_db()
    assert (document.title, document.version) == ("Holidays", 2)


def test_a_moved_document_is_found_where_it_is_and_its_old_address_leads_there(
    plans: Collection, rules: Collection, alice: User, bob: User
) -> None:
    document = taken_in(alice, plans, "a.md", "Houses.")
    documents.move(alice, document, rules)
    assert (found(plans, "hous"), found(rules, "houses")) == (0, 1)
    assert get_document(alice, plans.slug, document.slug).collection == rules
    with pytest.raises(NotFound):
        get_document(bob, plans.slug, document.slug)


def test_two_documents_of_one_name_do_not_meet(plans: Collection, rules: Collection, alice: User) -> None:
    document = taken_in(alice, plans, "a.md", "Houses.")
    taken_in(alice, rules, "a.md", "Gardens.")
    with pytest.raises(Conflict):
        documents.move(alice, document, rules)
    assert found(plans, "hous") == 1


def test_a_deleted_document_is_gone_at_once_and_comes_back_whole(plans: Collection, alice: User) -> None:
    document = taken_in(alice, plans, "a.md", "Houses.")
    documents.delete(alice, document)
    assert found(plans, "hous") == 0
    with pytest.raises(NotFound):
        get_document(alice, plans.slug, document.slug)
    assert reindex() == 0
    documents.restore(alice, documents.restorable(plans).get())
    assert found(plans, "hous") == 1
    assert get_document(alice, plans.slug, document.slug) == document


def test_what_took_the_name_meanwhile_stays(plans: Collection, alice: User) -> None:
    document = taken_in(alice, plans, "a.md", "Houses.")
    documents.delete(alice, document)
    taken_in(alice, plans, "a.md", "Gardens.")
    with pytest.raises(Conflict):
        documents.restore(alice, document)
    assert (found(plans, "hous"), found(plans, "garden")) == (0, 1)


def test_passages_know_their_pages(plans: Collection, alice: User) -> None:
    pages = ("# Travel\n\nTrains.", "More trains.", "## Hotels\n\nRooms.")
    document = taken_in(alice, plans, "a.pdf", *pages, paged=True)
    assert [(passage.page, passage.heading) for passage in document.passages.all()] == [
        (1, "Travel"),
        (3, "Travel › Hotels"),
    ]
    Document.objects.update(recipe=0)
    assert reindex() == 1
    assert [passage.page for passage in document.passages.all()] == [1, 3]


def test_the_purge_reaches_all_that_was_deleted_long_ago(
    plans: Collection, rules: Collection, alice: User
) -> None:
    old = taken_in(alice, plans, "old.md", "Houses.")
    taken_in(alice, plans, "new.md", "Gardens.")
    taken_in(alice, rules, "rule.md", "Rules.")
    documents.delete(alice, old)
    collections.delete(alice, rules)
    assert purge() == 0
    long_ago = timezone.now() - timedelta(days=31)
    Document.objects.exclude(deleted_at=None).update(deleted_at=long_ago)
    Collection.objects.exclude(deleted_at=None).update(deleted_at=long_ago)
    assert purge() == 2
    assert list(Document.objects.values_list("name", flat=True)) == ["new.md"]
    assert not Collection.objects.filter(pk=rules.pk).exists()
    assert not Intake.objects.filter(collection=rules.pk).exists()
    assert found(plans, "garden") == 1
