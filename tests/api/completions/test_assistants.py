"""Assistants as models of the API: for whom they are there, and answers with searches and citations."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.db import database_sync_to_async

from chatapp.assistants.models import Assistant, Audience
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection, Gap
from chatapp.providers.models import Model
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wire.json import jsontext
from tests.api.promises import complaints
from tests.api.script import COMPLETIONS, Script, script_of
from tests.assistants.people import made
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio

COOK = "assistant/cook"
QUESTION = {"messages": [{"role": "user", "content": "How long do lentils cook?"}]}


@pytest.fixture
async def recipes(models: None, alice_online: Person) -> AsyncIterator[Collection]:
    """Alice's alone."""

    def make() -> Collection:
        recipes = Collection.objects.create(name="Recipes", slug="recipes", owner=alice_online.user)
        others = [Source(f"d{n}", f"Dish {n}", f"Take {n} onions and wait.") for n in range(20)]
        sync(
            recipes, [Source("lentils", "Lentils", "# Lentils\n\nLentils cook for twenty minutes."), *others]
        )
        return recipes

    recipes = await database_sync_to_async(make)()
    yield recipes
    await Assistant.objects.filter(is_default=False).adelete()
    await recipes.adelete()


async def cook(owner: Person, **fields: Any) -> Assistant:
    fields = {"model": await Model.objects.aget(name="built-in"), **fields}
    return await database_sync_to_async(made)(owner.user, **fields)


async def streamed(script: Script, **parameters: Any) -> list[dict[str, Any]]:
    """The chunks of a streamed answer."""
    body = {"model": COOK, "stream": True, **QUESTION, **parameters}
    response = await script.send("POST", COMPLETIONS, body)
    assert response.status_code == 200, response.text
    events = [
        line.removeprefix(b"data: ") for line in response.content.split(b"\n\n") if line.startswith(b"data")
    ]
    assert events[-1] == b"[DONE]"
    chunks = [jsontext.loads(event) for event in events[:-1]]
    assert [complaints("ChatCompletionChunk", chunk) for chunk in chunks] == [[]] * len(chunks)
    return chunks


async def test_a_script_gets_one_answer_with_its_search_and_its_citations(
    recipes: Collection, alices: Script, alice_online: Person
) -> None:
    await cook(alice_online, collections=[recipes])
    response = await alices.send("POST", COMPLETIONS, {"model": COOK, **QUESTION})
    answer = jsontext.loads(response.content)
    assert complaints("CreateChatCompletionResponse", answer) == []
    message = answer["choices"][0]["message"]
    assert "Lentils cook for twenty minutes." in message["content"]
    assert "tool_calls" not in message
    assert answer["choices"][0]["finish_reason"] == "stop"
    citation = message["annotations"][0]["url_citation"]
    assert citation["url"] == "http://localhost/documents/recipes/lentils/#lentils"
    assert message["content"][citation["start_index"] : citation["end_index"] + 1] == "[1]"
    rows = [row async for row in UsageRecord.objects.order_by("id")]
    assert [(row.assistant, row.kind, row.user_id) for row in rows] == [
        ("cook", "api", alice_online.user.pk)
    ] * 2
    assert answer["usage"]["prompt_tokens"] == sum(row.prompt_tokens for row in rows)
    assert "x-cost" in response.headers


async def test_a_stream_tells_the_same_without_any_trace_of_the_search(
    recipes: Collection, alices: Script, alice_online: Person
) -> None:
    await cook(alice_online, collections=[recipes])
    whole = (await alices.post(COMPLETIONS, {"model": COOK, **QUESTION}))["choices"][0]["message"]
    chunks = await streamed(alices, stream_options={"include_usage": True})
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    deltas = [choice["delta"] for choice in choices]
    assert "".join(delta.get("content") or "" for delta in deltas) == whole["content"]
    assert [delta["annotations"] for delta in deltas if "annotations" in delta] == [whole["annotations"]]
    assert "annotations" not in deltas[-1], "a citation comes with its marker, not with the end"
    assert not any("tool_calls" in delta for delta in deltas)
    assert [choice["finish_reason"] for choice in choices if choice["finish_reason"]] == ["stop"]
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert chunks[-1]["usage"]["total_tokens"] > 0
    assert len(deltas) > 3, "it comes in pieces"


async def test_what_the_request_says_comes_before_what_the_assistant_does(
    recipes: Collection, alices: Script, alice_online: Person, scripted: ScriptedProvider
) -> None:
    model = await scripted_model(scripted, "echo")
    parameters = {"temperature": 0.3, "top_p": 0.5}
    await cook(alice_online, model_id=model, instructions="You cook.", parameters=parameters)
    await alices.post(COMPLETIONS, {"model": COOK, "temperature": 1, "top_p": None, **QUESTION})
    sent = scripted.requests[-1].body
    assert sent["messages"] == [{"role": "system", "content": "You cook."}, *QUESTION["messages"]]
    assert (sent["temperature"], sent["top_p"], sent["model"]) == (1, 0.5, "echo")


async def test_it_finds_for_each_caller_what_that_one_may_read(
    recipes: Collection, alices: Script, charlies: Script, alice_online: Person
) -> None:
    await cook(alice_online, audience=Audience.EVERYBODY, collections=[recipes])
    for script, finds in ((alices, True), (charlies, False)):
        answer = await script.post(COMPLETIONS, {"model": COOK, **QUESTION})
        assert ("twenty minutes" in answer["choices"][0]["message"]["content"]) is finds
        text = "".join(
            c["delta"].get("content") or "" for one in await streamed(script) for c in one["choices"]
        )
        assert ("twenty minutes" in text) is finds


async def listed(script: Script) -> list[str]:
    models = (await script.get("/v1/models"))["data"]
    assert [complaints("Model", model) for model in models] == [[]] * len(models)
    return [model["id"] for model in models if model["owned_by"] == "assistant"]


async def test_assistants_are_models_for_those_who_may_use_them(
    recipes: Collection, alices: Script, charlies: Script, alice_online: Person
) -> None:
    assistant = await cook(alice_online, description="Cooks.")
    assert await listed(alices) == [COOK, "assistant/default"]
    assert await listed(charlies) == ["assistant/default"]
    assert (await alices.get(f"/v1/models/{COOK}"))["description"] == "Cooks."
    for path, body in ((COMPLETIONS, {"model": COOK, **QUESTION}), (f"/v1/models/{COOK}", None)):
        status, error = await charlies.refused("POST" if body else "GET", path, body)
        assert (status, error["code"]) == (404, "model_not_found")
    await Assistant.objects.filter(pk=assistant.pk).aupdate(audience=Audience.EVERYBODY)
    assert COOK in await listed(charlies)


async def test_a_key_for_some_models_calls_an_assistant_where_that_is_one_of_them(
    recipes: Collection, alice_online: Person
) -> None:
    await cook(alice_online)
    async with script_of(alice_online.user, allowed_models=["built-in"]) as limited:
        assert await listed(limited) == []
        status, error = await limited.refused("POST", COMPLETIONS, {"model": COOK, **QUESTION})
        assert (status, error["code"]) == (403, "model_not_allowed")
    async with script_of(alice_online.user, allowed_models=[COOK]) as limited:
        assert await listed(limited) == [COOK]
        await limited.post(COMPLETIONS, {"model": COOK, **QUESTION})


@pytest.mark.parametrize(
    "parameters",
    [{"tools": [{"type": "function", "function": {"name": "f"}}]}, {"store": True}, {"n": 2}],
    ids=lambda value: next(iter(value)),
)
async def test_what_an_assistant_cannot_do_is_said(
    recipes: Collection, alices: Script, alice_online: Person, parameters: dict[str, Any]
) -> None:
    await cook(alice_online)
    status, error = await alices.refused("POST", COMPLETIONS, {"model": COOK, **QUESTION, **parameters})
    assert (status, error["param"]) == (400, next(iter(parameters)))


async def test_a_provider_that_fails_is_told_as_for_any_model(
    recipes: Collection, alices: Script, alice_online: Person, scripted: ScriptedProvider
) -> None:
    await cook(alice_online, model_id=await scripted_model(scripted, "error-400"))
    for stream in (False, True):
        status, _ = await alices.refused("POST", COMPLETIONS, {"model": COOK, "stream": stream, **QUESTION})
        assert status == 400


async def test_what_a_script_asks_in_vain_is_kept_nowhere(
    recipes: Collection, alices: Script, alice_online: Person
) -> None:
    await cook(alice_online, collections=[recipes])
    asked = {"messages": [{"role": "user", "content": "Does a volcano erupt on lentils in Iceland?"}]}
    await alices.post(COMPLETIONS, {"model": COOK, **asked})
    assert not await Gap.objects.aexists()
