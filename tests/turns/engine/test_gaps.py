"""What an answer leaves for the editors of the documents: a gap where it is no good one, and what it cites."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection

from chatapp.assistants.models import Assistant
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import CitedDocument, Collection, Gap
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio

KEYS = "# Keys\n\nA key opens a door of the house. Alice has another key."


@pytest.fixture(autouse=True)
def house(alice_online: Person, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        collection = Collection.objects.create(name="House", slug="house", owner=alice_online.user)
        sync(collection, [Source("keys", "Keys", KEYS)])
        default = Assistant.objects.get(is_default=True)
    yield
    with django_db_blocker.unblock():
        default.save(update_fields=["instructions"])
        collection.delete()
        connection.close()


@database_sync_to_async
def gaps() -> list[dict[str, Any]]:
    fields = (
        "collection__slug",
        "question",
        "declined",
        "weak",
        "disliked",
        "asker__name",
        "named",
        "answer",
    )
    return list(Gap.objects.order_by("pk").values(*fields))


@database_sync_to_async
def cited() -> list[tuple[str, bool]]:
    return list(CitedDocument.objects.order_by("pk").values_list("document__slug", "disliked"))


async def asked(person: Person, model: int, text: str) -> Page:
    async with person.socket() as socket:
        page = await socket.answer(text, model=model)
    assert page.turn["status"] == "done"
    return page


async def test_a_good_answer_leaves_what_it_cites_and_no_gap(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    await asked(alice_online, await scripted_model(scripted, "tool", tools=True), "Which key opens the door?")
    assert (await gaps(), await cited()) == ([], [("keys", False)])


async def test_weak_passages_are_a_gap_of_the_nearest_documents_collection(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    question = "Does a volcano in Iceland erupt with a key?"
    page = await asked(alice_online, await scripted_model(scripted, "tool", tools=True), question)
    [gap] = await gaps()
    assert (gap["collection__slug"], gap["question"], gap["weak"], gap["declined"]) == (
        "house",
        question,
        True,
        False,
    )
    assert (gap["asker__name"], gap["named"], str(gap["answer"])) == (
        alice_online.user.name,
        False,
        page.turn["id"],
    )


@pytest.mark.parametrize(
    ("question", "match", "told"),
    [
        ("Does a volcano in Iceland erupt with a key?", "weak", "say that the documents do not answer it"),
        (
            "Which door does the key of Alice open?",
            "good",
            "say that the documents do not answer the question",
        ),
    ],
)
async def test_a_model_is_told_to_say_that_nothing_answers(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, question: str, match: str, told: str
) -> None:
    await Assistant.objects.filter(is_default=True).aupdate(instructions="")
    await asked(alice_online, await scripted_model(scripted, "tool", tools=True), question)
    [result] = [
        message["content"]
        for request in scripted.requests
        for message in request.body["messages"]
        if message["role"] == "tool"
    ]
    assert json.loads(result)["match"] == match
    assert told in result
    assert json.loads(result).get("nearest") == (["Keys"] if match == "weak" else None)


async def test_an_answer_without_a_source_is_a_gap_and_a_chat_without_a_search_is_none(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    await asked(
        alice_online, await scripted_model(scripted, "tool-whole", tools=True), "Which key opens the door?"
    )
    [gap] = await gaps()
    assert (gap["declined"], gap["weak"]) == (True, False)
    await asked(alice_online, await scripted_model(scripted, "echo"), "A key for a volcano?")
    assert len(await gaps()) == 1


async def test_a_thumb_down_is_a_gap_until_it_is_taken_back(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    page = await asked(
        alice_online, await scripted_model(scripted, "tool", tools=True), "Which key opens the door?"
    )
    address = f"/c/{page.turn['conversation']}/messages/{page.messages[-1]['id']}/feedback/"
    post = database_sync_to_async(alice_online.browser.post)
    stranger = await database_sync_to_async(charlie_online.browser.post)(address, {"verdict": "bad"})
    assert (stranger.status_code, await gaps()) == (404, [])
    assert (await post(address, {"verdict": "bad"})).status_code == 204
    assert (await post(address, {"verdict": "bad", "reason": "wrong"})).status_code == 204
    [gap] = await gaps()
    assert (gap["question"], gap["disliked"], gap["declined"]) == ("Which key opens the door?", True, False)
    assert await cited() == [("keys", True)]
    assert (await database_sync_to_async(alice_online.browser.delete)(address)).status_code == 204
    assert (await gaps(), await cited()) == ([], [("keys", False)])
