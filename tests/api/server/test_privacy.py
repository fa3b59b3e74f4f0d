"""Of a call that is not stored nothing of what was said is kept, wherever one looks."""

from collections.abc import Iterator
from typing import Any

import pytest
from channels.db import database_sync_to_async

from tests.api.stage import COMPLETIONS, Stage
from tests.places import tables_with

pytestmark = pytest.mark.anyio

MARK = "xylograph"


def _said(word: str) -> dict[str, Any]:
    """A request that says a word, with a number after it, wherever one can stand."""
    words = (f"{word}{number}" for number in range(100))
    return {
        "messages": _messages(words),
        "tools": [_tool(words)],
        "functions": [{"name": next(words), "description": next(words)}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": next(words), "schema": {"type": "object", "title": next(words)}},
        },
        "prediction": {"type": "content", "content": next(words)},
        "stop": [next(words), next(words)],
        "user": next(words),
        "safety_identifier": next(words),
        "prompt_cache_key": next(words),
        "logit_bias": {"50256": -100},
        "seed": 7,
        "unknown": {next(words): [next(words)]},
        "web_search_options": {
            "user_location": {"type": "approximate", "approximate": {"city": next(words)}}
        },
    }


def _messages(words: Iterator[str]) -> list[dict[str, Any]]:
    call = {
        "id": next(words),
        "type": "function",
        "function": {"name": next(words), "arguments": next(words)},
    }
    return [
        {"role": "system", "content": next(words)},
        {"role": "user", "content": [{"type": "text", "text": next(words)}], "name": next(words)},
        {"role": "assistant", "content": next(words), "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": next(words)},
        {"role": "user", "content": next(words)},
    ]


def _tool(words: Iterator[str]) -> dict[str, Any]:
    parameters = {"type": "object", "properties": {next(words): {"type": "string"}}}
    return {"type": "function", "function": {"name": next(words), "parameters": parameters}}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "model",
    [
        "echo",
        "tool-fragments",
        "reasoning",
        "repeating",
        "repeating-event",
        "error-in-200",
        "cut-3",
        "unknown",
    ],
)
async def test_nothing_that_was_said_is_kept(stage: Stage, model: str, stream: bool) -> None:
    await stage.model(model)
    await stage.call("POST", COMPLETIONS, {"model": model, "stream": stream, **_said(MARK)})
    assert MARK in str(stage.sent())
    assert await _places(MARK) == []
    assert (await stage.ledger()).completion_id == (await stage.completion()).pk


async def test_nothing_of_a_call_that_was_left_is_kept(stage: Stage) -> None:
    await stage.model("gated")
    body = {"model": "gated", "stream": True, **_said(MARK)}
    async with stage.calling("POST", COMPLETIONS, body) as call:
        await call.until("word20")
        call.hang_up()
        await call.ended()
    assert await _places(MARK) + await _places("word20") == []


@pytest.mark.parametrize("path", [COMPLETIONS, "/v1/embeddings"])
async def test_nothing_of_what_is_refused_is_kept(stage: Stage, path: str) -> None:
    for body in ({"model": MARK, **_said(MARK)}, {"model": "echo", "n": MARK, **_said(MARK)}):
        assert (await stage.call("POST", path, body)).status in (400, 404)
    assert await _places(MARK) == []


async def test_no_text_of_which_vectors_are_made_is_kept(stage: Stage) -> None:
    await stage.model("echo")
    body = {"model": "echo", "input": [f"{MARK}1", f"{MARK}2"], "user": f"{MARK}3"}
    assert (await stage.call("POST", "/v1/embeddings", body)).status == 200
    assert await _places(MARK) == []


async def test_only_words_of_the_allowed_parameters_are_kept(stage: Stage) -> None:
    parameters = {"reasoning_effort": "low", "verbosity": f"a {MARK} in a sentence", "service_tier": "auto"}
    await stage.ask("echo", **parameters)
    assert (await stage.completion()).parameters == {"reasoning_effort": "low", "service_tier": "auto"}


async def test_labels_are_kept_and_so_is_what_is_stored(stage: Stage) -> None:
    await stage.ask("echo", metadata={"label": f"{MARK}1"})
    assert await _places(MARK) == ["completions_completion"]
    await stage.ask("echo", f"{MARK}2", store=True)
    assert await _places(f"{MARK}2") == ["completions_storedcompletion"]


@pytest.mark.parametrize("store", [False, True])
async def test_an_error_is_kept_by_its_kind(stage: Stage, store: bool) -> None:
    await stage.ask("error-400", store=store)
    error = (await stage.completion()).error
    assert error == {
        "message": "The provider refused the request (400)",
        "type": "invalid_request_error",
        "code": "invalid_value",
        "param": None,
        "status": 400,
        "retryable": False,
    }


async def _places(word: str) -> list[str]:
    return await database_sync_to_async(tables_with)(word)
