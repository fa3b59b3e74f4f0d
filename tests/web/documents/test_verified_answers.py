"""What an editor answers by hand is found first, signed, changed and withdrawn."""

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.knowledge.models import Collection, Document, Gap, Grant, VerifiedAnswer
from chatapp.knowledge.results.found import find
from tests.knowledge.documents import taken_in

ANSWERS = "/collections/house/answers/"
DRAFT = {
    "question": "What may a hotel in London cost?",
    "text": "At most **180 pounds** a night.",
    "wordings": "",
}
TRAVEL = (
    "# Hotels\n\nWhat a hotel in London or Paris may cost, a hotel in Rome too: London hotels cost more.\n\n"
)


@pytest.fixture
def house(alice: User) -> Collection:
    house = Collection.objects.create(name="House", slug="house", owner=alice)
    for number in range(8):
        taken_in(alice, house, f"Travel {number}.md", f"{TRAVEL}Number {number}. Trains go at noon.")
    taken_in(alice, house, "Keys.md", "# Keys\n\nA key opens a door of the house.")
    return house


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def write(person: User, **fields: str) -> int:
    return browser(person).post(ANSWERS, {**DRAFT, **fields}).status_code


def found(person: User, query: str) -> list[tuple[str, str]]:
    return [(hit.title, hit.heading) for hit in find(person, query).hits]


def test_it_is_found_before_all_documents_with_its_author(alice: User, bob: User, house: Collection) -> None:
    assert "London" not in found(alice, "London hotel cost")[0][0]
    assert (
        write(alice, wordings="Overnight stays in the English capital: the limit\n\nAccommodation budget")
        == 302
    )
    answer = VerifiedAnswer.objects.get()
    for query in ("What may a hotel in London cost?", "accommodation budget", "hotel cost London"):
        first = found(alice, query)[0]
        assert first == (DRAFT["question"], answer.signature), query
    assert len(found(alice, "hotel cost London")) > 6
    assert answer.signature.startswith("Verified by Alice, ")
    assert found(alice, "What opens a door of the house?")[0][0] == "Keys"
    assert found(bob, "hotel cost London") == [], "it is read by those who read the collection"


def test_it_answers_the_gaps_that_it_was_written_for(alice: User, bob: User, house: Collection) -> None:
    gaps = [
        Gap.objects.create(collection=house, asker=bob, question=text, weak=True) for text in ("A?", "<B>?")
    ]
    gaps.append(Gap.objects.create(collection=house, question="Another", weak=True))
    ids = f"{gaps[1].pk},{gaps[0].pk}"
    page = browser(alice).get(f"{ANSWERS}?gaps={ids}").content.decode()
    assert 'value="&lt;B&gt;?"' in page
    assert "<B>" not in page
    assert write(alice, gaps=ids) == 302
    assert list(Gap.objects.filter(settled_at=None)) == [gaps[2]]


def test_its_page_shows_who_stands_for_it_and_not_its_other_wordings(alice: User, house: Collection) -> None:
    write(alice, wordings="--> <script>alert(1)</script>")
    address = VerifiedAnswer.objects.get().document.get_absolute_url()
    page = browser(alice).get(address).content.decode()
    assert "Verified by Alice" in page
    assert "At most **180 pounds** a night." in page
    assert "alert(1)" not in page
    assert "Download the file" not in page
    assert "Change the document" not in page


def test_a_change_is_signed_anew_and_the_older_one_still_opens(
    alice: User, bob: User, house: Collection
) -> None:
    Grant.objects.create(collection=house, user=bob, role="editor")
    write(alice)
    answer = VerifiedAnswer.objects.get()
    address = f"{ANSWERS}{answer.document.slug}/"
    assert "At most **180 pounds** a night." in browser(bob).get(address).content.decode()
    changed = {**DRAFT, "text": "At most 200 pounds.", "wordings": "London limit"}
    assert browser(bob).post(address, changed).status_code == 302
    answer.refresh_from_db()
    assert answer.signature.startswith("Verified by Bob, ")
    document = answer.document.get_absolute_url()
    assert "200 pounds" in browser(alice).get(document).content.decode()
    assert "180 pounds" in browser(alice).get(f"{document}?version=1").content.decode()
    assert found(alice, "London limit")[0][0] == DRAFT["question"]


def test_withdrawn_it_is_not_found_until_that_is_undone(alice: User, house: Collection) -> None:
    write(alice)
    slug = VerifiedAnswer.objects.get().document.slug
    response = browser(alice).post(f"{ANSWERS}{slug}/withdrawal/", follow=True)
    assert "is withdrawn" in response.content.decode()
    assert DRAFT["question"] not in dict(found(alice, "hotel cost London"))
    assert browser(alice).get(f"{ANSWERS}{slug}/").status_code == 404
    browser(alice).post(f"/collections/house/documents/{slug}/restoration/")
    assert found(alice, "hotel cost London")[0][0] == DRAFT["question"]


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_readers_and_strangers_write_none(
    who: str, alice: User, bob: User, charlie: User, house: Collection
) -> None:
    Grant.objects.create(collection=house, user=bob, role="reader")
    write(alice)
    slug = VerifiedAnswer.objects.get().document.slug
    person = browser({"bob": bob, "charlie": charlie}[who])
    for address in (ANSWERS, f"{ANSWERS}{slug}/"):
        assert person.get(address).status_code == 404
        assert person.post(address, DRAFT).status_code == 404
    assert person.post(f"{ANSWERS}{slug}/withdrawal/").status_code == 404
    assert VerifiedAnswer.objects.count() == 1
    assert person.get(f"/documents/house/{slug}/").status_code == (200 if who == "bob" else 404)


def test_it_is_no_document_to_replace_move_or_list(alice: User, house: Collection) -> None:
    write(alice)
    slug = VerifiedAnswer.objects.get().document.slug
    for verb in ("title", "content", "collection", "deletion", "confirmation"):
        address = f"/collections/house/documents/{slug}/{verb}/"
        assert browser(alice).post(address, {"title": "x", "target": "house"}).status_code == 404
    assert DRAFT["question"] not in browser(alice).get("/documents/house/").content.decode()
    assert "9 documents" in browser(alice).get("/documents/").content.decode()
    assert Document.objects.filter(deleted_at=None).count() == 10


@pytest.mark.parametrize(
    "wrong", [{"question": ""}, {"text": ""}, {"question": "x" * 301}, {"text": "x" * 20_001}]
)
def test_an_answer_without_question_or_text_is_refused(
    alice: User, house: Collection, wrong: dict[str, str]
) -> None:
    assert write(alice, **wrong) == 422
    assert not VerifiedAnswer.objects.exists()
