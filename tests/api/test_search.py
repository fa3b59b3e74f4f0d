"""`POST /v1/search`: what a key finds in the documents."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from channels.db import database_sync_to_async

from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection, Document
from chatapp.usage.models import UsageRecord
from tests.api.promises import complaints
from tests.api.script import Script, script_of
from tests.engine import Person

pytestmark = pytest.mark.anyio

SEARCH = "/v1/search"


@database_sync_to_async
def filled(owner: Person) -> None:
    manual = Collection.objects.create(name="About", slug="about", built_in=True)
    sync(manual, [Source("keys", "Keys", "# Keys\n\nA key.\n\n## Lost keys\n\nAsk Alice about a lost key.")])
    secret = Collection.objects.create(name="Secret", slug="secret", owner=owner.user)
    sync(secret, [Source("plan", "Plan", "The lost key is hidden.")])


@pytest.fixture
async def alices(alices: Script, alice_online: Person) -> AsyncIterator[Script]:
    await filled(alice_online)
    yield alices
    await Collection.objects.all().adelete()


async def urls(script: Script, query: str, **parameters: object) -> list[str]:
    found = await script.post(SEARCH, {"query": query, **parameters})
    assert complaints("SearchResponse", found) == []
    return [result["url"].removeprefix("http://localhost") for result in found["data"]]


async def test_a_script_keeps_to_kinds_and_to_days_of_documents(alices: Script) -> None:
    everything = await urls(alices, "lost key")
    await Document.objects.filter(slug="plan").aupdate(
        media_type="application/pdf", updated_at=datetime(2026, 3, 31, 23, tzinfo=UTC)
    )
    assert await urls(alices, "lost key", kinds=["pdf", "mail"]) == ["/documents/secret/plan/"]
    assert await urls(alices, "lost key", changed_before="2026-04-01") == ["/documents/secret/plan/"]
    assert await urls(alices, "lost key", changed_since="2026-03-31") == everything
    assert "/documents/secret/plan/" not in await urls(alices, "lost key", changed_since="2026-04-01")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kinds", ["pdf", "film"], "film"),
        ("changed_since", "soon", "2026-03-31"),
        ("changed_before", 5, "string"),
    ],
)
async def test_a_kind_or_a_day_that_is_none_is_refused(
    alices: Script, name: str, value: object, said: str
) -> None:
    response = await alices.send("POST", SEARCH, {"query": "key", name: value})
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["param"].startswith(name)
    assert said in error["message"]


async def test_a_slip_in_a_word_is_forgiven_and_said(alices: Script) -> None:
    found = await alices.post(SEARCH, {"query": "loost key", "collections": ["about"], "limit": 1})
    assert complaints("SearchResponse", found) == []
    assert (found["query"], found["corrections"]) == ("loost key", [{"said": "loost", "searched": "lost"}])
    assert found["data"][0]["heading"] == "Lost keys"


async def test_a_script_finds_passages_with_their_address_and_how_well_they_fit(alices: Script) -> None:
    found = await alices.post(SEARCH, {"query": "lost key", "collections": ["about"], "limit": 1})
    assert found == {
        "object": "search.results",
        "query": "lost key",
        "corrections": [],
        "match": "good",
        "data": [
            {
                "object": "search.result",
                "collection": "about",
                "title": "Keys",
                "heading": "Lost keys",
                "url": "http://localhost/documents/about/keys/#lost-keys",
                "text": "Ask Alice about a lost key.",
                "score": found["data"][0]["score"],
                "fit": found["data"][0]["fit"],
            }
        ],
    }
    assert 0.3 < found["data"][0]["fit"] <= 1
    assert not await UsageRecord.objects.aexists()


async def test_it_says_when_the_documents_are_about_something_else(alices: Script) -> None:
    matches = [
        (await alices.post(SEARCH, {"query": query}))["match"]
        for query in ("lost key", "volcanoes and glaciers beneath a key ocean", "volcanoes")
    ]
    assert matches == ["good", "weak", "none"]


async def test_a_stranger_finds_nothing_that_is_not_theirs(alices: Script, charlies: Script) -> None:
    assert "/documents/secret/plan/" in await urls(alices, "hidden")
    assert await urls(charlies, "hidden") == []
    assert set(await urls(charlies, "lost key")) == {
        "/documents/about/keys/#lost-keys",
        "/documents/about/keys/#keys",
    }


@pytest.mark.parametrize("slug", ["secret", "nowhere"])
async def test_not_there_and_not_theirs_are_one_error(alices: Script, charlies: Script, slug: str) -> None:
    status, error = await charlies.refused("POST", SEARCH, {"query": "key", "collections": ["about", slug]})
    assert (status, error["param"], error["code"]) == (404, "collections", "not_found")
    assert error["message"] == f"There is no collection “{slug}”, or none that you may read."


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "query"),
        ({"query": ""}, "query"),
        ({"query": "key", "limit": 51}, "limit"),
        ({"query": "key", "collections": "about"}, "collections"),
        ({"query": "key", "collection": "about"}, "collection"),
    ],
)
async def test_what_is_wrong_is_named(alices: Script, body: dict[str, object], param: str) -> None:
    status, error = await alices.refused("POST", SEARCH, body)
    assert (status, error["param"]) == (400, param)
    assert complaints("SearchRequest", body) != []


async def test_a_read_only_key_may_search_and_one_for_some_models_may_not(
    alices: Script, alice_online: Person
) -> None:
    async with script_of(alice_online.user, read_only=True) as reader:
        assert "/documents/about/keys/#lost-keys" in await urls(reader, "lost")
    async with script_of(alice_online.user, allowed_models=["echo"]) as limited:
        status, error = await limited.refused("POST", SEARCH, {"query": "lost"})
    assert (status, error["code"]) == (403, "search_not_allowed")


async def test_a_search_counts_as_a_request_of_the_key(alices: Script, alice_online: Person) -> None:
    async with script_of(alice_online.user, requests_per_minute=1) as script:
        await urls(script, "lost")
        status, error = await script.refused("POST", SEARCH, {"query": "lost"})
    assert (status, error["code"]) == (429, "rate_limit_exceeded")
