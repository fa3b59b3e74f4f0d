"""What the provider is asked: what the caller asked, and nothing else but what the ledger needs."""

from typing import Any

import pytest

from chatapp.providers.models import Alias, Provider
from chatapp.wire.json import jsontext
from tests.api.stage import COMPLETIONS, Stage

pytestmark = pytest.mark.anyio

_UNKNOWN = {
    "chat_template_kwargs": {"b": [1.5, None, {"deep": "\u2028"}], "a": -1},
    "best_of": 10**40,
    "enable_thinking": True,
    "store_it": "not ours",
    "provider": {"order": ["x"]},
}
_MESSAGES: list[dict[str, Any]] = [
    {"role": "developer", "content": "Be brief.", "name": None},
    {"role": "user", "content": [{"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral"}}]},
    {
        "content": None,
        "refusal": None,
        "role": "assistant",
        "annotations": None,
        "audio": None,
        "function_call": None,
        "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}],
        "reasoning_content": None,
    },
    {"role": "tool", "tool_call_id": "call_1", "content": "A page."},
]


@pytest.mark.parametrize("stream", [False, True])
async def test_what_nobody_here_knows_is_forwarded_unchanged(stage: Stage, stream: bool) -> None:
    assert (await stage.ask("echo", stream=stream, **_UNKNOWN)).status == 200
    sent = stage.sent()
    assert {name: sent[name] for name in _UNKNOWN} == _UNKNOWN
    assert list(sent["chat_template_kwargs"]) == ["b", "a"]


async def test_messages_full_of_nulls_are_accepted_and_forwarded_as_they_are(stage: Stage) -> None:
    answer = await stage.call("POST", COMPLETIONS, {"model": await _named(stage), "messages": _MESSAGES})
    assert answer.status == 200, answer.content
    assert jsontext.dumps(stage.sent()["messages"]) == jsontext.dumps(_MESSAGES)


async def test_an_answer_can_be_sent_back_as_it_came(stage: Stage) -> None:
    message = (await stage.ask("annotations")).value["choices"][0]["message"]
    messages = [message, {"role": "user", "content": "And then?"}]
    answer = await stage.ask("annotations", messages=messages)
    assert answer.status == 200
    assert stage.sent()["messages"] == messages


@pytest.mark.parametrize("name", ["echo", "scripted/echo", "quick"])
async def test_the_provider_is_asked_for_its_own_name_of_the_model(stage: Stage, name: str) -> None:
    await Alias.objects.acreate(name="quick", model=await stage.model("echo"))
    assert (await stage.ask(name)).status == 200
    assert stage.sent()["model"] == "echo"
    assert (await stage.completion()).asked_model == name


async def test_usage_is_always_asked_of_a_stream_and_the_callers_options_are_kept(stage: Stage) -> None:
    options = {"include_usage": False, "include_obfuscation": False, "chunk_every": 3}
    await stage.stream("echo", stream_options=options)
    assert stage.sent()["stream_options"] == {**options, "include_usage": True}
    await stage.stream("echo")
    assert stage.sent()["stream_options"] == {"include_usage": True}


async def test_options_of_a_stream_are_not_sent_where_there_is_none(stage: Stage) -> None:
    await stage.ask("echo")
    assert "stream_options" not in stage.sent()
    assert stage.sent()["stream"] is False


@pytest.mark.parametrize("forward", [False, True])
async def test_store_and_metadata_are_forwarded_as_the_providers_row_says(
    stage: Stage, forward: bool
) -> None:
    await stage.model("echo")
    await Provider.objects.filter(slug="scripted").aupdate(forward_store_api=forward)
    asked: dict[str, Any] = {"store": True, "metadata": {"team": "blue"}}
    await stage.ask("echo", **asked)
    assert {name: stage.sent()[name] for name in asked if name in stage.sent()} == (asked if forward else {})
    completion = await stage.completion()
    assert (completion.store, completion.metadata) == (True, {"team": "blue"})


@pytest.mark.parametrize("stream", [False, True])
async def test_words_that_no_document_names_are_for_providers_whose_row_says_so(
    stage: Stage, stream: bool
) -> None:
    await stage.model("echo")
    asked: dict[str, Any] = {"tools": [{"type": "web_search"}], "tool_choice": "any"}
    refused = await stage.ask("echo", stream=stream, **asked)
    assert (refused.status, refused.error["param"]) == (400, "tools[0].type")
    assert not stage.scripted.requests
    await Provider.objects.filter(slug="scripted").aupdate(accepts_other_values=True)
    assert (await stage.ask("echo", stream=stream, **asked)).status == 200
    assert {name: stage.sent()[name] for name in asked} == asked


async def test_a_new_provider_is_not_asked_to_store(stage: Stage) -> None:
    await stage.ask("echo", store=True, metadata={"team": "blue"})
    assert {"store", "metadata"}.isdisjoint(stage.sent())


async def test_nothing_of_the_caller_but_the_request_reaches_the_provider(stage: Stage) -> None:
    async with stage.calling(
        "POST",
        COMPLETIONS,
        {"model": await _named(stage), "messages": [{"role": "user", "content": "Hi"}]},
        cookie="sessionid=abc",
        openai_organization="org-1",
        x_forwarded_for="10.0.0.1",
    ) as call:
        assert (await call.whole()).status == 200
    headers = stage.scripted.requests[-1].headers
    assert stage.key not in str(headers)
    assert {"cookie", "openai-organization", "x-forwarded-for", "authorization"}.isdisjoint(headers)


async def _named(stage: Stage) -> str:
    return (await stage.model("echo")).name
