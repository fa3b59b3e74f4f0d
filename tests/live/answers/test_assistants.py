"""Chats with an assistant that somebody made: its instructions, its model, its documents; for whom it is there."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.db import database_sync_to_async

from chatapp.assistants.models import Assistant, Audience
from chatapp.conversations.models import Conversation, ToolCall
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.assistants.people import made
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio


@pytest.fixture
async def collections(engine: Services, alice_online: Person) -> AsyncIterator[list[Collection]]:
    """Alice's recipes and Alice's plans."""

    def make() -> list[Collection]:
        filled = [
            Collection.objects.create(name=n, slug=n, owner=alice_online.user) for n in ("recipes", "plans")
        ]
        for collection in filled:
            sync(collection, [Source("page", "Page", f"A provider of {collection.slug}.")])
        return filled

    yield await database_sync_to_async(make)()
    await Assistant.objects.filter(is_default=False).adelete()
    await Collection.objects.filter(slug__in=("recipes", "plans")).adelete()


async def cook(owner: Person, **fields: object) -> Assistant:
    return await database_sync_to_async(made)(owner.user, **fields)  # type: ignore[arg-type]


def asked(scripted: ScriptedProvider, question: str) -> dict[str, Any]:
    """The request that ends with this question; those for titles do not."""
    bodies = [request.body for request in scripted.requests]
    return next(body for body in bodies if body["messages"][-1]["content"] == question)


async def test_a_chat_has_the_instructions_and_parameters_of_its_assistant_as_they_are_now(
    collections: list[Collection], scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    assistant = await cook(alice_online, instructions="You cook.", parameters={"temperature": 0.3})
    async with alice_online.socket() as socket:
        page = await socket.answer("Lunch?", model=model, assistant=assistant.pk)
        await Assistant.objects.filter(pk=assistant.pk).aupdate(instructions="You bake.")
        await socket.answer(
            "And then?", model=model, conversation=page.turn["conversation"], parent=page.messages[-1]["id"]
        )
    first, second = asked(scripted, "Lunch?"), asked(scripted, "And then?")
    assert first["messages"][0] == {"role": "system", "content": "You cook."}
    assert first["temperature"] == 0.3
    assert second["messages"][0] == {"role": "system", "content": "You bake."}
    chat = await Conversation.objects.aget(pk=page.turn["conversation"])
    assert chat.assistant_id == assistant.pk


async def test_a_question_without_a_model_goes_to_the_assistants(
    collections: list[Collection], scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-20")
    assistant = await cook(alice_online, model_id=model)
    async with alice_online.socket() as socket:
        page = await socket.answer("Lunch?", assistant=assistant.pk)
    assert page.turn["model"]["id"] == model


async def test_an_assistant_that_is_not_shared_with_them_is_not_there(
    collections: list[Collection], scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    assistant = await cook(alice_online)
    async with charlie_online.socket() as socket:
        replies = [await socket.ask("Lunch?", assistant=chosen) for chosen in (assistant.pk, 987_654_321)]
    errors = [reply["message"] for reply in replies]
    assert errors[0] == errors[1]
    assert "does not exist, or is shared with you no longer" in errors[0]
    assert not await Conversation.objects.aexists()


async def test_a_chat_goes_on_with_the_default_one_when_its_assistant_is_taken_away(
    collections: list[Collection], scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "echo")
    assistant = await cook(alice_online, instructions="You cook.", audience=Audience.EVERYBODY)
    async with charlie_online.socket() as socket:
        page = await socket.answer("Lunch?", model=model, assistant=assistant.pk)
        await Assistant.objects.filter(pk=assistant.pk).aupdate(audience=Audience.PRIVATE)
        await socket.answer(
            "And then?", model=model, conversation=page.turn["conversation"], parent=page.messages[-1]["id"]
        )
    assert asked(scripted, "Lunch?")["messages"][0]["content"] == "You cook."
    assert "assistant of a team" in asked(scripted, "And then?")["messages"][0]["content"]


async def found(person: Person, model: int, assistant: Assistant) -> set[str]:
    """The pages that the assistant's search finds for this person."""
    async with person.socket() as socket:
        page = await socket.answer("provider", model=model, assistant=assistant.pk)
    call = await ToolCall.objects.aget(turn=page.turn["id"])
    return {passage["url"] for passage in json.loads(call.result or "")["passages"]}


async def test_it_reads_its_collections_only_and_never_more_than_its_user_may(
    collections: list[Collection], scripted: ScriptedProvider, alice_online: Person, charlie_online: Person
) -> None:
    model = await scripted_model(scripted, "tool-whole", tools=True)
    recipes, _ = collections
    narrow = await cook(alice_online, audience=Audience.EVERYBODY, collections=[recipes])
    wide = await cook(alice_online, audience=Audience.EVERYBODY)
    assert await found(alice_online, model, narrow) == {"/documents/recipes/page/"}
    assert {"/documents/recipes/page/", "/documents/plans/page/"} <= await found(alice_online, model, wide)
    assert await found(charlie_online, model, narrow) == set()
    assert not {"/documents/recipes/page/", "/documents/plans/page/"} & await found(
        charlie_online, model, wide
    )
    await recipes.adelete()
    assert await found(alice_online, model, narrow) == set()
