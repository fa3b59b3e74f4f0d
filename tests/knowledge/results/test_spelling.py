"""Slips of the hand are forgiven where a word stands in nothing that the person may read."""

import pytest

from chatapp.accounts.models import User
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection
from chatapp.knowledge.results.found import Found, find
from chatapp.knowledge.results.spelling import Correction, corrected, words_to_correct

TEXTS = {
    "providers": "# Providers\n\nConnect a provider by its address. Connecting takes a minute.",
    "doors": "# Doors\n\nThe hinges of the doors squeak on Wednesday.",
    "haus": "# Der Schlüssel\n\nDie Schlüssel des Hauses liegen in der Schublade des Tisches, der bei der Tür steht,"
    " und wer einen nicht hat, der fragt nach ihm.",
}


def collection(owner: User, name: str, **texts: str) -> Collection:
    made = keeping.create(owner, keeping.Description(name, "", "english"))
    sync(made, [Source(slug, slug, text) for slug, text in texts.items()])
    return made


@pytest.fixture
def house(alice: User) -> Collection:
    return collection(alice, "House", **TEXTS)


def searched(found: Found) -> list[tuple[str, str]]:
    return [(one.said, one.searched) for one in found.asked.corrections]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("provder", "provider"),
        ("Provoder", "Provider"),
        ("rpovider", "provider"),
        ("wednezday", "wednesday"),
        ("conect", "connect"),
        ("schlüsel", "schlüssel"),
        ("schubladde", "schublade"),
    ],
)
def test_one_slip_in_a_word_is_forgiven_and_said(
    house: Collection, alice: User, said: str, meant: str
) -> None:
    found = find(alice, said)
    assert searched(found) == [(said, meant)]
    assert found.hits
    assert found.likely


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        "provider",
        "connections",  # Another form of a word that is there.
        "which",  # A stop word.
        "provideer",  # A stem that is there.
        "dors",  # Too short to be sure.
        "prvdr",
        "api-provder",
        "provder_name",
        "w3dnesday",
        "'; DROP TABLE x; -- \\ .* ",
        "",
    ],
)
def test_what_is_there_is_a_name_or_is_too_far_stays_as_it_is(
    house: Collection, alice: User, said: str
) -> None:
    assert find(alice, said).asked.query == said
    assert searched(find(alice, said)) == []


@pytest.mark.django_db
def test_a_suggestion_is_a_word_and_no_stem_of_one(house: Collection, alice: User) -> None:
    assert searched(find(alice, "squeaak hibges")) == [("squeaak", "squeak"), ("hibges", "hinges")]


@pytest.mark.django_db
def test_nobody_is_told_a_word_of_documents_that_are_not_theirs(
    house: Collection, alice: User, charlie: User
) -> None:
    own = collection(charlie, "Own", notes="Nothing of interest.")
    assert searched(find(charlie, "provder")) == []
    assert find(charlie, "provder").hits == []
    assert searched(find(alice, "provder", collection=house.slug)) == [("provder", "provider")]
    other = collection(alice, "Other", notes="Nothing of interest.")
    assert searched(find(alice, "provder", collection=other.slug)) == []
    # Nor that a word is there: what the stranger's own documents have is suggested as before.
    sync(own, [Source("notes", "Notes", "A probider of interest.")])
    assert searched(find(charlie, "provider")) == [("provider", "probider")]


@pytest.mark.django_db
def test_a_word_that_went_with_its_document_is_not_suggested(house: Collection, alice: User) -> None:
    sync(house, [Source("doors", "Doors", TEXTS["doors"])])
    assert searched(find(alice, "provder")) == []


def test_at_most_a_few_words_of_a_short_question_are_looked_at() -> None:
    assert words_to_correct("word " * 21, [1]) == {}
    assert words_to_correct("a b 123", [1]) == {}
    assert "ж" in words_to_correct("словарь жизнь", [1])["letters"]


def test_a_word_is_replaced_wherever_it_stands_by_itself() -> None:
    asked = corrected("Provder, provder or my-provder?", [("provder", "provider")])
    assert asked.query == "Provider, provider or my-provder?"
    assert asked.corrections == [Correction("Provder", "Provider"), Correction("provder", "provider")]
