"""Documents are found by the forms of words of their own language, whatever their collection's is."""

from typing import Any

import pytest

from chatapp.accounts.models import User
from chatapp.knowledge.ingestion import Source, reindex, sync
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.languages import ANY, DEFAULT, detected
from chatapp.knowledge.models import Collection, Document
from chatapp.knowledge.results.found import find

TEXTS = {
    "english": "The keys of the house are in the drawer of the desk that stands by the door. Who has lost a key asks"
    " for another one, and it is noted in the book who has got it and when it was given to them.",
    "german": "Die Schlüssel des Hauses liegen in der Schublade des Tisches, der bei der Tür steht. Wer einen Schlüssel"
    " verloren hat, bittet um einen anderen, und es wird in das Buch geschrieben, wer ihn wann bekommen hat.",
    "french": "Les clés de la maison sont dans le tiroir du bureau qui est à côté de la porte. Qui a perdu une clé en"
    " demande une autre, et on note dans le livre qui l'a reçue et quand elle lui a été donnée.",
    "spanish": "Las llaves de la casa están en el cajón del escritorio que está junto a la puerta. Quien ha perdido una"
    " llave pide otra, y se anota en el libro quién la ha recibido y cuándo se le ha dado.",
    "dutch": "De sleutels van het huis liggen in de la van het bureau dat bij de deur staat. Wie een sleutel heeft"
    " verloren vraagt om een andere, en er wordt in het boek geschreven wie hem wanneer heeft gekregen.",
    "russian": "Ключи от дома лежат в ящике стола, который стоит у двери. Кто потерял ключ, тот просит другой, и в"
    " книге записано, кто и когда его получил, что он с ним сделал и когда он его вернул.",
}
CODE = "```\nfor it in the of and to be: if not all or any is in the off then do it\n```\n" * 5


@pytest.mark.django_db
@pytest.mark.parametrize("default", [DEFAULT, "german", ANY])
def test_a_language_is_known_by_its_small_words(default: str) -> None:
    assert detected(list(TEXTS.values()), default) == list(TEXTS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Die Liste",
        "1 2 3",
        "漢字かな " * 50,
        "lorem ipsum " * 50,
        TEXTS["english"] + TEXTS["german"],
        CODE,
    ],
)
def test_what_is_not_beyond_doubt_is_in_the_language_of_the_collection(text: str) -> None:
    assert detected([text], "german") == ["german"]


@pytest.fixture
def house(alice: User) -> Collection:
    collection = keeping.create(alice, keeping.Description("House", "", "english"))
    sync(
        collection,
        [
            Source("keys", "Keys", TEXTS["english"]),
            Source("doors", "Doors", f"{TEXTS['english']} Doors are closing."),
            Source("haus", "Haus", f"{TEXTS['german']} Die alten Gärten bleiben geschlossen."),
        ],
    )
    return collection


def found(user: User, query: str) -> list[str]:
    return [hit.title for hit in find(user, query).hits]


@pytest.mark.django_db
def test_a_question_is_put_in_each_language_that_is_there(house: Collection, alice: User) -> None:
    assert list(house.documents.order_by("slug").values_list("slug", "language")) == [
        ("doors", ""),
        ("haus", "german"),
        ("keys", ""),
    ]
    assert found(alice, "alter Garten") == ["Haus"]
    assert found(alice, "closed doors") == ["Doors", "Keys"]
    page = find(alice, "alter Garten")
    (result,) = page.passage_results(page.hits)
    assert [piece.text for piece in result.pieces if piece.marked] == ["alten", "Gärten"]
    # The words of one language are no missing ones of the other.
    assert all(find(alice, question).likely for question in ("alter Garten", "closing doors"))


@pytest.mark.django_db
def test_what_is_found_in_english_does_not_change_by_a_language_of_others(
    house: Collection, alice: User, bob: User
) -> None:
    notes = keeping.create(bob, keeping.Description("Notes", "", "english"))
    sync(notes, [Source("keys", "Keys", TEXTS["english"])])
    before = find(bob, "lost keys of the house").hits
    sync(house, [Source("haus", "Haus", f"{TEXTS['german']} keys of the house")])
    assert find(bob, "lost keys of the house").hits == before


@pytest.mark.django_db
def test_a_language_goes_with_the_last_document_in_it(house: Collection) -> None:
    house.refresh_from_db()
    assert house.other_languages == ["german"]
    sync(house, [Source("keys", "Keys", TEXTS["english"])])
    house.refresh_from_db()
    assert house.other_languages == []


@pytest.mark.django_db
def test_documents_that_were_taken_in_before_are_read_again(house: Collection, alice: User) -> None:
    Document.objects.filter(collection=house).update(language="", recipe=1)
    Collection.objects.filter(pk=house.pk).update(other_languages=[])
    assert found(alice, "alter Garten") == []
    reindex()
    assert found(alice, "alter Garten") == ["Haus"]


@pytest.mark.django_db
def test_the_collection_of_another_language_holds_english_documents_too(alice: User) -> None:
    said: dict[str, Any] = {"name": "Haus", "description": "", "language": "german"}
    haus = keeping.create(alice, keeping.Description(**said))
    sync(haus, [Source(language, language, text) for language, text in TEXTS.items()])
    assert found(alice, "drawers") == ["english"]
    assert found(alice, "Schubladen") == ["german"]
    assert found(alice, "tiroirs") == ["french"]
