"""A collection becomes what its sources are, once, however many processes take them in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from chatapp.knowledge.ingestion import RECIPE, Source, Synced, reindex, sync
from chatapp.knowledge.models import Collection, Document, Passage, Posting
from chatapp.knowledge.reading import read

KEYS = Source("keys", "Keys", "# Keys\n\nA key opens a door.\n\n## Lost keys\n\nAsk Alice.\n")
DOORS = Source("doors", "Doors", "Doors have keys. Close doors.")


@pytest.fixture
def house(db: None) -> Collection:
    return Collection.objects.create(name="House", slug="house")


def terms(passage: Passage) -> dict[str, int]:
    return dict(passage.postings.values_list("term", "count"))


def test_documents_become_passages_and_postings(house: Collection) -> None:
    assert sync(house, [KEYS, DOORS]) == Synced(added=frozenset({"keys", "doors"}))
    keys = Document.objects.get(slug="keys")
    assert (keys.title, keys.summary) == ("Keys", "A key opens a door.")
    assert list(keys.passages.values_list("number", "heading", "anchor", "text")) == [
        (1, "", "keys", "A key opens a door."),
        (2, "Lost keys", "lost-keys", "Ask Alice."),
    ]
    assert terms(keys.passages.get(number=1)) == {"key": 4, "open": 1, "door": 1}
    assert terms(keys.passages.get(number=2)) == {"key": 6, "lost": 3, "ask": 1, "alic": 1}


def test_a_document_without_a_heading_has_the_name_of_its_source(house: Collection) -> None:
    sync(house, [DOORS])
    assert house.documents.get().title == "Doors"


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("| Part | `Count` |\n| --- | --- |\n| Cog | 12 |", "Part, Count"),
        ("# Plan\n\n- Buy a *kettle*\n- Make tea", "Buy a kettle Make tea"),
        ("1. First", "1. First"),
    ],
)
def test_a_summary_reads_as_text(text: str, summary: str) -> None:
    assert read(Source("a", "A", text)).summary == summary


def test_the_counts_that_a_search_needs_are_kept(house: Collection) -> None:
    sync(house, [KEYS, DOORS])
    house.refresh_from_db()
    lengths = list(Passage.objects.values_list("length", flat=True))
    assert (house.passage_count, house.term_count) == (3, sum(lengths))
    assert all(
        posting.length == posting.passage.length for posting in Posting.objects.select_related("passage")
    )
    sync(house, [])
    house.refresh_from_db()
    assert (house.passage_count, house.term_count) == (0, 0)


def test_nothing_changed_takes_one_query(
    house: Collection, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sync(house, [KEYS, DOORS])
    with django_assert_num_queries(1):
        assert sync(house, [KEYS, DOORS]) == Synced()


def test_what_changed_is_taken_in_again_and_what_is_gone_is_removed(house: Collection) -> None:
    sync(house, [KEYS, DOORS])
    before = Document.objects.get(slug="keys").pk
    changed = Source("keys", "Keys", "# Keys\n\nThere are no keys.\n")
    windows = Source("windows", "Windows", "Glass.")
    assert sync(house, [changed, windows]) == Synced(
        added=frozenset({"windows"}), changed=frozenset({"keys"}), removed=frozenset({"doors"})
    )
    assert Document.objects.get(slug="keys").pk == before
    assert list(Passage.objects.filter(document=before).values_list("text", flat=True)) == [
        "There are no keys."
    ]
    assert not Posting.objects.filter(term="door").exists()


def test_another_language_takes_everything_in_again(house: Collection) -> None:
    german = Source("a", "A", "Häuser und Türen")
    sync(house, [german])
    house.language = "german"
    house.save()
    assert sync(house, [german]).changed == {"a"}
    assert terms(Passage.objects.get()) == {"a": 3, "haus": 1, "tur": 1}


def test_a_language_that_postgres_does_not_know_only_lowers_case(house: Collection) -> None:
    house.language = "klingon"
    house.save()
    sync(house, [Source("a", "A", "The Doors")])
    assert terms(Passage.objects.get()) == {"a": 3, "the": 1, "doors": 1}


def test_text_that_postgres_cannot_store_is_taken_in_with_a_mark_in_its_place(house: Collection) -> None:
    sync(house, [Source("a", "A", "nul \0 and half \ud83d a pair")])
    assert Document.objects.get().text == "nul \ufffd and half ? a pair"
    assert sync(house, [Source("a", "A", "nul \0 and half \ud83d a pair")]) == Synced()


@pytest.mark.parametrize("text", ["# {}\n\nA key.", "A key."])
def test_a_title_of_any_length_is_cut_and_the_rest_of_the_document_is_there(
    house: Collection, text: str
) -> None:
    title = "key " * 500
    long = Source("long", title, text.format(title))
    assert sync(house, [long, DOORS]) == Synced(added=frozenset({"long", "doors"}))
    document = Document.objects.get(slug="long")
    assert len(document.title) <= 300
    assert document.title.startswith("key key")
    assert document.passages.filter(text__contains="A key.").exists()
    assert sync(house, [long, DOORS]) == Synced()


@pytest.mark.parametrize("slug", ["x" * 201, "nul\0", "half\ud83d"])
def test_what_postgres_refuses_fails_one_document_only_and_says_why(house: Collection, slug: str) -> None:
    many = [Source(f"key{number}", "Key", "A key.") for number in range(5)]
    done = sync(house, [*many[:3], Source(slug, "Refused", "No."), *many[3:]])
    assert done.added == {source.slug for source in many}
    assert done.refused.keys() == {slug}
    assert done.refused[slug].startswith("The database refuses it: ")
    assert set(house.documents.values_list("slug", flat=True)) == done.added
    assert sync(house, [*many, DOORS]).added == {"doors"}


@pytest.mark.django_db(transaction=True)
def test_a_document_that_postgres_refuses_leaves_its_older_text_in_its_place() -> None:
    house = Collection.objects.create(name="House", slug="house")
    sync(house, [KEYS, DOORS])
    with connection.cursor() as cursor:
        # Stands for what only Postgres knows of: an index, a limit, an encoding.
        cursor.execute(
            "ALTER TABLE knowledge_passage ADD CONSTRAINT odd CHECK (1 / length(replace(text, 'odd', '')) > -1)"
        )
    try:
        done = sync(house, [Source("keys", "Keys", "odd"), Source("doors", "Doors", "New doors.")])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE knowledge_passage DROP CONSTRAINT odd")
    assert done.changed == {"doors"}
    assert done.refused == {"keys": "The database refuses it: division by zero"}
    assert Document.objects.get(slug="keys").text == KEYS.text
    assert Passage.objects.filter(document__slug="keys").count() == 2


def test_many_short_documents_take_few_statements(
    house: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [Source(f"key{number}", f"Key {number}", f"Key {number} opens a door.") for number in range(300)]
    with django_assert_max_num_queries(60):
        assert len(sync(house, many).added) == 300
    with django_assert_max_num_queries(70):
        assert len(sync(house, [Source(one.slug, one.name, "Lost.") for one in many]).changed) == 300


def test_documents_of_an_older_recipe_are_taken_in_again_by_a_sync(house: Collection) -> None:
    sync(house, [KEYS, DOORS])
    Document.objects.filter(slug="keys").update(recipe=RECIPE - 1)
    Posting.objects.all().delete()
    assert sync(house, [KEYS, DOORS]).changed == {"keys"}
    assert Posting.objects.filter(passage__document__slug="keys").exists()


def test_documents_of_an_older_recipe_are_indexed_anew_by_themselves(house: Collection) -> None:
    garden = Collection.objects.create(name="Garden", slug="garden")
    many = [Source(f"key{number}", "Key", "A key.") for number in range(150)]
    sync(house, [*many, KEYS])
    sync(garden, [DOORS])
    before = list(Posting.objects.order_by("passage", "term").values_list("term", "count", "length"))
    Document.objects.update(recipe=0)
    Posting.objects.update(count=9, length=9)
    assert reindex() == 152
    assert list(Posting.objects.order_by("passage", "term").values_list("term", "count", "length")) == before
    assert reindex() == 0
    assert sync(house, [*many, KEYS]) == sync(garden, [DOORS]) == Synced()


def test_what_else_a_section_is_asked_as_is_indexed_and_not_shown(house: Collection) -> None:
    sync(house, [Source("keys", "Keys", "# Keys\n\n<!-- Also asked as: locksmith -->\n\nA key.\n")])
    passage = Passage.objects.get()
    assert passage.text == passage.document.summary == "A key."
    assert terms(passage) == {"key": 4, "locksmith": 1}


def test_an_empty_document_has_no_passages(house: Collection) -> None:
    assert sync(house, [Source("a", "A", "")]).added == {"a"}
    assert not Passage.objects.exists()


def test_a_megabyte_of_one_word_is_taken_in(house: Collection) -> None:
    sync(house, [Source("a", "A", "x" * 1_000_000), Source("b", "B", "word " * 200_000)])
    assert Document.objects.get(slug="b").passages.count() > 500


def test_a_collection_of_another_name_is_left_alone(house: Collection) -> None:
    garden = Collection.objects.create(name="Garden", slug="garden")
    sync(house, [KEYS])
    sync(garden, [KEYS])
    sync(house, [])
    assert Document.objects.get().collection == garden


@pytest.mark.django_db(transaction=True)
def test_many_processes_at_once_take_it_in_once() -> None:
    house = Collection.objects.create(name="House", slug="house")

    def one_process(_: int) -> Synced:
        try:
            return sync(house, [KEYS, DOORS])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(one_process, range(8)))
    assert sorted(len(result.added) for result in results) == [0] * 7 + [2]
    assert Document.objects.count() == 2
    assert Passage.objects.count() == 3
