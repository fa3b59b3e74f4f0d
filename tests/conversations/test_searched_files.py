"""What the search knows of files in chats: made with them, gone with them, and in no list of documents."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.attachments.access import attached_addresses, get_attached_document
from chatapp.conversations.attachments.purge import remove_unsent
from chatapp.conversations.deletion import delete, restore
from chatapp.conversations.keeping.temporary import expire
from chatapp.conversations.models import Attachment, Conversation
from chatapp.conversations.purge import purge, purge_temporary
from chatapp.knowledge.models import Collection, Document, Intake, Passage, Posting, Term
from tests.samples.attached import LEASE, attached, indexed
from tests.web.rows import ask, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(alice: User) -> Attachment:
    return indexed(attached(alice, text=LEASE))


@pytest.fixture
def chat(alice: User, file: Attachment) -> Conversation:
    where = conversation(alice)
    ask(where, "When does it end?").attachments.add(file)
    return where


def document_of(file: Attachment) -> Document:
    return Document.objects.select_related("collection").get(collection=file.collection)


def known() -> int:
    """Rows of all that the search knows of files."""
    files = Collection.all_objects.filter(attached=True)
    rows = [rows.objects.filter(collection__in=files).count() for rows in (Document, Intake, Posting, Term)]
    return sum(rows) + files.count() + Passage.objects.filter(document__collection__in=files).count()


def test_an_upload_asks_for_a_job_and_its_removal_leaves_nothing(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    response = client.post("/attachments/?name=a.txt", b"Some words", content_type="text/plain")
    made = Attachment.objects.get(pk=response.json()["part"]["file"]["file_id"])
    intake = Intake.objects.get(collection=made.collection)
    assert (intake.state, intake.name, intake.user) == ("waiting", "a.txt", alice)
    indexed(made)
    assert known() > 3
    assert client.delete(f"/attachments/{made.pk}/").status_code == 204
    assert known() == 0


def test_it_is_gone_with_the_purge_of_its_chat_and_not_before(
    alice: User, file: Attachment, chat: Conversation
) -> None:
    document = document_of(file)
    place = (document.collection.slug, document.slug)
    before = known()
    delete(chat)
    with pytest.raises(NotFound):
        get_attached_document(alice, *place)
    restore(chat)
    assert get_attached_document(alice, *place) == document
    Conversation.objects.filter(pk=chat.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert known() == before
    assert purge() == 1
    assert known() == Attachment.objects.count() == 0


def test_a_file_that_another_chat_has_too_stays(alice: User, file: Attachment, chat: Conversation) -> None:
    ask(conversation(alice), "Once more").attachments.add(file)
    Conversation.objects.filter(pk=chat.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert purge() == 1
    assert document_of(file).passages.exists()


def test_a_temporary_chat_takes_it_along(chat: Conversation) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    Conversation.objects.filter(pk=chat.pk).update(temporary=True, created_at=long_ago)
    assert expire() == 1
    Conversation.objects.filter(pk=chat.pk).update(deleted_at=long_ago)
    assert purge_temporary() == 1
    assert known() == 0


def test_a_draft_goes_after_a_day_and_what_has_no_owner_any_more_with_it(alice: User, bob: User) -> None:
    draft, left = indexed(attached(alice)), indexed(attached(bob))
    Attachment.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(days=2))
    Attachment.objects.filter(pk=left.pk).delete()
    Collection.all_objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert remove_unsent() == 1
    assert known() == 0


def test_only_who_sees_the_file_has_its_addresses(
    alice: User, charlie: User, file: Attachment, chat: Conversation
) -> None:
    document = document_of(file)
    address = f"{document.collection.slug}/{document.slug}"
    assert attached_addresses(alice, [address, "product/chatting"]) == {address}
    assert attached_addresses(charlie, [address]) == set()
    with pytest.raises(NotFound):
        get_attached_document(charlie, document.collection.slug, document.slug)
