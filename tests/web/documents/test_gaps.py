"""The page of a collection's gaps, for its editors alone."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Turn
from chatapp.knowledge.gaps.listing import forget
from chatapp.knowledge.models import CitedDocument, Collection, Document, Gap, Grant
from tests.knowledge.documents import taken_in
from tests.web.rows import conversation, exchange

PAGE = "/collections/house/gaps/"


@pytest.fixture
def house(alice: User) -> Collection:
    return Collection.objects.create(name="House", slug="house", owner=alice, open_to_all=True)


@pytest.fixture
def keys(alice: User, house: Collection) -> Document:
    return taken_in(alice, house, "Keys.md", "# Keys\n\nA key opens a door.")


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def gap(where: Collection, asker: User, question: str, days_ago: int = 0, **fields: object) -> Gap:
    at = timezone.now() - timedelta(days=days_ago)
    return Gap.objects.create(
        collection=where, asker=asker, question=question, asked_at=at, weak=True, **fields
    )


def seen(person: User) -> str:
    response = browser(person).get(PAGE)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_questions_that_ask_for_the_same_are_counted_together(
    alice: User, bob: User, house: Collection
) -> None:
    gap(house, bob, "Where can I park my bicycle?", 45)
    gap(house, alice, "Where do I park a bicycle?")
    gap(house, bob, "Bicycle: where to park it?", 2)
    gap(house, bob, "Bicycle: where to park it?", 1)
    gap(house, bob, "How many holidays do we have?", 1)
    page = seen(alice)
    assert "Asked 3 times, the last time" in page
    assert '2 in the last month, <span class="gap-more">1 more than in the one before' in page
    assert "2 other wordings" in page
    assert page.index("park a bicycle") < page.index("How many holidays")
    assert '<span class="badge">Nothing that fits</span>' in page
    assert "Bob" not in page


def test_the_page_of_the_collection_tells_editors_who_may_and_what_was_asked(
    alice: User, bob: User, house: Collection, keys: Document
) -> None:
    gap(house, bob, "Where can I park my bicycle?", 2)
    CitedDocument.objects.create(document=keys, answer=uuid7())
    Grant.objects.create(collection=house, user=bob, role="reader")

    def said(person: User) -> str:
        return " ".join(browser(person).get("/documents/house/").content.decode().split())

    page = said(alice)
    assert "<dt>May read</dt><dd>Bob</dd>" in page
    assert "<dt>May read</dt><dd>Everybody in the team</dd>" in page
    assert "Where can I park my bicycle?" in page
    assert "1 answer of the last 30 days cites it." in page
    assert "bicycle" not in said(bob)
    assert "<dt>May read</dt>" not in said(bob)


def test_only_who_agreed_is_named(alice: User, bob: User, house: Collection) -> None:
    answer = exchange(conversation(bob), "Where is the key?", "Somewhere.")
    asked = gap(house, bob, "Where is the key?", answer=answer.turn_id)
    address = f"/c/{answer.conversation_id}/turns/{answer.turn_id}/asker/"
    assert browser(alice).post(address, {"named": "1"}).status_code == 404
    assert "Bob" not in seen(alice)
    panel = browser(bob).get(f"/c/{answer.conversation_id}/turns/{answer.turn_id}/passages/").content.decode()
    assert address in panel
    assert "“House”" in panel
    assert browser(bob).post(address, {"named": "1"}).status_code == 204
    assert "· Bob" in seen(alice)
    assert browser(bob).post(address, {"named": "0"}).status_code == 204
    asked.refresh_from_db()
    assert not asked.named


def test_a_deleted_chat_takes_its_question_with_it(alice: User, bob: User, house: Collection) -> None:
    answer = exchange(conversation(bob), "Where is the key?", "Somewhere.")
    assert answer.turn_id is not None
    gap(house, bob, "Where is the key?", answer=answer.turn_id)
    assert "Where is the key?" in seen(alice)
    Conversation.objects.update(temporary=True)
    assert "Where is the key?" not in seen(alice), "of a temporary chat nobody else learns"
    Conversation.objects.update(temporary=False, deleted_at=timezone.now())
    assert "Where is the key?" not in seen(alice)
    Turn.objects.all().delete()
    forget({UUID(str(answer.turn_id))})
    assert not Gap.objects.exists()


def test_editors_set_questions_aside(alice: User, bob: User, house: Collection) -> None:
    one, other = gap(house, bob, "Where is the key?"), gap(house, bob, "Where is the lamp?")
    elsewhere = gap(Collection.objects.create(name="Other", slug="other", owner=bob), bob, "Not yours")
    response = browser(alice).post(f"{PAGE}setting-aside/", {"gaps": f"{one.pk},{elsewhere.pk},x,{'9' * 40}"})
    assert response["Location"] == PAGE
    assert list(Gap.objects.filter(settled_at=None).order_by("pk")) == [other, elsewhere]


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_readers_and_strangers_find_nothing_there(
    who: str, alice: User, bob: User, charlie: User, house: Collection, keys: Document
) -> None:
    Collection.objects.update(open_to_all=False)
    Grant.objects.create(collection=house, user=bob, role="reader")
    gap(house, alice, "Where is the key?")
    person = browser({"bob": bob, "charlie": charlie}[who])
    assert person.get(PAGE).status_code == 404
    confirmation = f"/collections/house/documents/{keys.slug}/confirmation/"
    for address in (f"{PAGE}setting-aside/", "/collections/house/confirmation/", confirmation):
        assert person.post(address, {"gaps": "1", "months": "3"}).status_code == 404
    assert Gap.objects.filter(settled_at=None).count() == 1
    Grant.objects.filter(user=bob).update(role="editor")
    assert browser(bob).get(PAGE).status_code == 200


def test_documents_that_want_a_look_are_confirmed(alice: User, house: Collection, keys: Document) -> None:
    taken_in(alice, house, "New.md", "# New\n\nIt came today.")
    long_ago = timezone.now() - timedelta(days=400)
    Document.objects.filter(pk=keys.pk).update(confirmed_at=long_ago)
    page = seen(alice)
    assert 'Not confirmed for 12 months <span class="count">1<' in page
    assert 'Never cited <span class="count">1<' in page
    CitedDocument.objects.create(document=keys, answer=uuid7(), disliked=True)
    page = seen(alice)
    assert 'Never cited <span class="count">0<' in page
    assert "In 1 bad answer, last confirmed" in page
    browser(alice).post(f"/collections/house/documents/{keys.slug}/confirmation/")
    page = seen(alice)
    assert 'Not confirmed for 12 months <span class="count">0<' in page
    assert "bad answer," not in page


def test_after_how_many_months_is_for_the_editors_to_say(
    alice: User, house: Collection, keys: Document
) -> None:
    Document.objects.update(confirmed_at=timezone.now() - timedelta(days=100))
    for months, count in (("3", 1), ("0", 0), ("121", 0), ("x", 0)):
        browser(alice).post("/collections/house/confirmation/", {"months": months})
        assert seen(alice).count("Confirm Keys") == count + 1, "it is never cited, too"
    house.refresh_from_db()
    assert house.confirm_months == 0
