"""A search gives the best passages first, and only those of the collections that were named."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from psycopg import AsyncConnection

from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection
from chatapp.knowledge.retrieval import address_of, search, statement

pytestmark = pytest.mark.anyio

Postgres = AsyncConnection[Any]

HOUSE = {
    "keys": "# Keys\n\nA key opens a door.\n\n## Lost keys\n\nAsk Alice for another.",
    "doors": "# Doors\n\nEach door has a hinge and a lock, and a door is closed at night.",
    "settings": "# Settings\n\nSet `OPENAI_BASE_URL` first.\n\n## Address\n\nThe base of a lamp, open to all.",
    "api": "# Calls\n\nSend to /v1/chat/completions with gpt-5-mini.\n\n## Chats\n\nVersion 1 of chat.",
}
GARDEN = {
    "apples": "# Äpfel\n\nDie Äpfel liegen unter den Bäumen. Ein Schlüssel auch.",
    "key": "# Der key\n\nEin key.",
}


@pytest.fixture(scope="module")
def collections(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    with django_db_blocker.unblock():
        house = Collection.objects.create(name="House", slug="house")
        garden = Collection.objects.create(name="Garden", slug="garden", language="german")
        sync(house, [Source(slug, slug, text) for slug, text in HOUSE.items()])
        sync(garden, [Source(slug, slug, text) for slug, text in GARDEN.items()])
    yield {"house": house.pk, "garden": garden.pk}
    with django_db_blocker.unblock():
        house.delete()
        garden.delete()
        connection.close()


async def urls(postgres: Postgres, query: str, collections: list[int], limit: int = 6) -> list[str]:
    return [hit.url for hit in await search(postgres, query, collections=collections, limit=limit)]


async def test_a_hit_has_what_a_citation_needs(postgres: Postgres, collections: dict[str, int]) -> None:
    hit, *_ = await search(postgres, "Who helps with lost keys?", collections=[collections["house"]])
    assert (hit.title, hit.heading, hit.text) == ("Keys", "Lost keys", "Ask Alice for another.")
    assert hit.url == "/documents/house/keys/#lost-keys"
    assert hit.score > 0


async def test_rare_words_count_more_and_short_passages_too(
    postgres: Postgres, collections: dict[str, int]
) -> None:
    house = [collections["house"]]
    assert (await urls(postgres, "door hinge", house))[0] == "/documents/house/doors/#doors"
    assert (await urls(postgres, "opening", house))[0] == "/documents/house/keys/#keys"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("What is OPENAI_BASE_URL?", "/documents/house/settings/#settings"),
        ("openai base", "/documents/house/settings/#settings"),
        ("/v1/chat/completions", "/documents/house/api/#calls"),
        ("v1/chat/completions?", "/documents/house/api/#calls"),
        ("gpt-5-mini", "/documents/house/api/#calls"),
    ],
)
async def test_names_with_marks_are_found_in_whole_and_in_part(
    postgres: Postgres, collections: dict[str, int], query: str, expected: str
) -> None:
    assert (await urls(postgres, query, [collections["house"]]))[0] == expected


async def test_each_collection_is_searched_in_its_own_language(
    postgres: Postgres, collections: dict[str, int]
) -> None:
    assert await urls(postgres, "Apfel Baum", [collections["garden"]]) == ["/documents/garden/apples/#äpfel"]


async def test_other_collections_are_never_found(postgres: Postgres, collections: dict[str, int]) -> None:
    house, garden = collections["house"], collections["garden"]
    assert await urls(postgres, "Äpfel", [house]) == []
    assert await urls(postgres, "Äpfel", []) == []
    assert all("/garden/" in url for url in await urls(postgres, "key", [garden]))
    both = await urls(postgres, "key", [house, garden])
    assert {url.split("/")[2] for url in both} == {"house", "garden"}


async def test_equal_passages_keep_their_order_and_the_limit_holds(
    postgres: Postgres, collections: dict[str, int]
) -> None:
    both = list(collections.values())
    first = await urls(postgres, "key door chat", both)
    assert first == await urls(postgres, "key door chat", both)
    assert first[:2] == await urls(postgres, "key door chat", both, limit=2)


@pytest.mark.parametrize(
    "query", ["", "   ", "?!", "the of and", "\0", "\ud83d", "%s %(x)s '\"\\", "x" * 100_000]
)
async def test_a_query_without_anything_to_find_finds_nothing(
    postgres: Postgres, collections: dict[str, int], query: str
) -> None:
    assert await urls(postgres, query, [collections["house"]]) == []


async def test_a_very_long_query_is_cut(postgres: Postgres, collections: dict[str, int]) -> None:
    assert await urls(postgres, "hinge " + "nonsense " * 20_000, [collections["house"]])


async def test_a_word_counts_as_often_as_it_is_said(postgres: Postgres, collections: dict[str, int]) -> None:
    house = [collections["house"]]
    once, *_ = await search(postgres, "hinge", collections=house)
    twice, *_ = await search(postgres, "hinge, a hinge", collections=house)
    assert twice.score == pytest.approx(2 * once.score)
    named, *_ = await search(postgres, "gpt-5-mini gpt-5-mini", collections=house)
    assert named.score == pytest.approx(
        2 * (await search(postgres, "gpt-5-mini", collections=house))[0].score
    )


async def test_the_fit_says_how_much_of_the_question_was_found(
    postgres: Postgres, collections: dict[str, int]
) -> None:
    both = list(collections.values())
    (whole, *_), (part, *_), (apple, *_) = [
        await search(postgres, query, collections=both)
        for query in ("door hinge", "door hinge volcano eruption", "Apfel")
    ]
    assert 0.3 < whole.fit < 1
    assert part.score == pytest.approx(whole.score)
    assert part.fit < whole.fit / 2
    assert 0.3 < apple.fit < 1, "a word that only one language knows is no word that the other lacks"


@pytest.mark.parametrize(
    "query", ["door hinge", "the key of a door at night", "door", "base address door key"]
)
@pytest.mark.parametrize(
    "limits",
    [{"most": 2, "few": 2}, {"most": 100, "few": 1, "telling": 0.5}, {"most": 100, "few": 0, "telling": 0}],
)
async def test_in_two_stages_passages_have_the_same_scores(
    postgres: Postgres, collections: dict[str, int], query: str, limits: dict[str, float]
) -> None:
    whole = {hit.url: hit.score for hit in await search(postgres, query, collections=[collections["house"]])}
    sql, parameters = statement(query, [collections["house"]], 6, has_compounds=False)
    rows = await (await postgres.execute(sql, {**parameters, **limits})).fetchall()
    staged = {row[5]: row[7] for row in rows}
    assert staged
    assert staged == pytest.approx({url: whole[url] for url in staged})
    assert max(staged, key=lambda url: staged[url]) == max(whole, key=lambda url: whole[url])


@pytest.mark.parametrize("rest", ["", "#keys", "?version=2", "?version=2&page=3#page-3", "&page=3#page-3"])
def test_the_address_of_a_document_has_neither_version_nor_page(rest: str) -> None:
    assert address_of(f"/documents/house/keys/{rest}") == "house/keys"
