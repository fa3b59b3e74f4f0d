"""In German a compound is found by its parts, and its parts by the compound."""

import pytest

from chatapp.accounts.models import User
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection
from chatapp.knowledge.results.found import Found, find
from chatapp.knowledge.terms import LONGEST_COMPOUND, MOST_JOINED, compounds

OTHERS = [
    Source("travel", "Reisen", "Die Fahrt nach Bonn wird mit der Bahn gemacht und nachher bezahlt."),
    Source("canteen", "Kantine", "Das Essen gibt es von zwölf bis vierzehn Uhr im Erdgeschoss des Hauses."),
    Source("holidays", "Ferien", "Der Urlaub ist im Sommer am längsten, und im Winter ist er kurz."),
    Source("form", "Formulare", "Ein Antrag ohne Namen wird nicht bearbeitet und liegt dann lange herum."),
]
WHOLE = Source("whole", "Im Portal", "Der Urlaubsantrag wird im Portal gestellt und von dort aus verteilt.")
PARTS = Source("parts", "Im Portal", "Wer frei haben will, stellt dort einen Antrag auf Urlaub und wartet.")


@pytest.fixture
def house(alice: User) -> Collection:
    return keeping.create(alice, keeping.Description("Haus", "", "german"))


def first(found: Found) -> str:
    return found.hits[0].url.split("/")[3] if found.hits else ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question", ["Urlaub Antrag", "Wo wird der Antrag auf Urlaub gestellt?", "antrag urlaub"]
)
def test_parts_find_the_compound(alice: User, house: Collection, question: str) -> None:
    sync(house, [*OTHERS, WHOLE])
    found = find(alice, question)
    assert first(found) == "whole"
    assert found.hits[0].is_likely
    (passage,) = found.passage_results(found.hits[:1])
    assert "Urlaubsantrag" in [piece.text for piece in passage.pieces if piece.marked]


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["Urlaubsantrag", "Wo stelle ich den Urlaubsantrag?"])
def test_a_compound_that_nothing_has_finds_its_parts(alice: User, house: Collection, question: str) -> None:
    sync(house, [*OTHERS, PARTS])
    found = find(alice, question)
    assert first(found) == "parts"
    assert found.hits[0].is_likely


@pytest.mark.django_db
def test_a_compound_comes_before_its_parts(alice: User, house: Collection) -> None:
    sync(house, [*OTHERS, PARTS, WHOLE])
    hits = find(alice, "Urlaubsantrag").hits
    assert [hit.url.split("/")[3] for hit in hits[:2]] == ["whole", "parts"]
    alone = hits[0].fit
    sync(house, [*OTHERS, WHOLE])
    assert alone == pytest.approx(find(alice, "Urlaubsantrag").hits[0].fit, abs=0.05), (
        "its parts ask nothing of it"
    )


@pytest.mark.django_db
def test_a_german_document_of_another_collection_is_found_so_too(alice: User) -> None:
    house = keeping.create(alice, keeping.Description("House", "", "english"))
    said = "Der Urlaubsantrag wird im Portal gestellt, und von dort aus wird er an die verteilt, die das wissen müssen."
    sync(house, [Source("whole", "Portal", said)])
    assert first(find(alice, "Urlaub Antrag")) == "whole"


@pytest.mark.django_db
def test_words_of_other_languages_are_not_joined(alice: User) -> None:
    house = keeping.create(alice, keeping.Description("House", "", "english"))
    sync(house, [Source("ball", "Games", "The football is in the drawer.")])
    assert not find(alice, "a foot or a ball").hits
    sync(house, [Source("ball", "Games", "The ball and the foot.")])
    assert not find(alice, "football").hits


@pytest.mark.django_db
def test_a_stranger_finds_nothing_by_parts_either(charlie: User, house: Collection) -> None:
    sync(house, [*OTHERS, WHOLE, PARTS])
    other = keeping.create(charlie, keeping.Description("Anders", "", "german"))
    sync(other, OTHERS[:2])
    assert not find(charlie, "Urlaub Antrag").hits
    assert not find(charlie, "Urlaubsantrag").hits


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question", ["", "a", "\0", "ß" * 4000, "x" * 40, "Donaudampfschifffahrt " * 180, "😀 ﷺ"]
)
def test_odd_questions_are_harmless(alice: User, house: Collection, question: str) -> None:
    sync(house, OTHERS)
    assert not find(alice, question).hits


def test_what_a_question_may_mean_is_bounded() -> None:
    words = [letter * LONGEST_COMPOUND for letter in "abcdefghij"]
    found = compounds(" ".join(words))
    assert len({one.head for one in found if not one.is_said}) <= 7 * MOST_JOINED
    assert len(found) < 3000
    assert compounds("") == compounds("ab cd 12 x_y") == []


def test_a_part_may_lose_or_take_an_ending() -> None:
    joined = {one.whole for one in compounds("Tanken Karte Arbeit Zeit") if not one.is_said}
    assert {"tankkarte", "arbeitszeit"} <= joined
    split = {(one.head, one.tail) for one in compounds("Urlaubsantrag") if one.is_said}
    assert ("urlaub", "antrag") in split
