"""Whatever shape a provider streams in, what the official clients gather is the answer without `stream`."""

import json
import re
from typing import Any

import pytest
from openai import OpenAI
from openai.lib.streaming.chat import ChatCompletionStreamState

from chatapp.upstream.scripted.scripts.fields import FIELDS
from chatapp.upstream.scripted.scripts.structured import STRUCTURED
from chatapp.upstream.scripted.scripts.text import TEXT
from chatapp.upstream.scripted.scripts.tools import TOOLS
from tests.clients.asking import WEATHER, asks
from tests.clients.running import node
from tests.clients.site import Site

SHAPES = sorted({*TEXT, *STRUCTURED, *TOOLS, *FIELDS} - {"gated"})
REQUEST = {"messages": asks(), "tools": [WEATHER]}
# What the clients add to what they got.
_ADDED = frozenset({"parsed", "parsed_arguments"})
# The scripted provider counts letters, also those of a call's id, in which the number of the request stands.
_COUNTED = frozenset({"completion_tokens", "total_tokens"})
# Of a field that it does not know, the JavaScript client's helper keeps the last piece only.
_LAST_PIECE = frozenset({"reasoning", "reasoning_content"})
_NUMBER = re.compile(r'"(chatcmpl-|call_)[0-9a-f_]+"')


@pytest.fixture(scope="module")
def gathered_by_javascript(site: Site) -> Any:
    return node("shapes.mjs", site, json.dumps({"models": SHAPES, "request": REQUEST}))


@pytest.mark.parametrize("model", SHAPES)
def test_what_the_python_client_gathers_is_the_whole_answer(client: OpenAI, model: str) -> None:
    asked: dict[str, Any] = {**REQUEST, "model": model, "n": 3 if model == "several" else 1}
    whole = client.chat.completions.create(**asked)
    gathering = ChatCompletionStreamState()
    for chunk in client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}):
        gathering.handle_chunk(chunk)
    gathered = gathering.current_completion_snapshot
    left_out = _ADDED | (_COUNTED if model in TOOLS else set())
    gathered_plainly = _plain(gathered.model_dump(warnings=False), left_out)
    assert gathered_plainly == _plain(whole.model_dump(warnings=False), left_out)


@pytest.mark.parametrize("model", SHAPES)
def test_what_the_javascript_client_gathers_is_the_whole_answer(
    gathered_by_javascript: Any, model: str
) -> None:
    whole, gathered = gathered_by_javascript[model]
    left_out = _ADDED | _LAST_PIECE | (_COUNTED if model in TOOLS else set())
    assert _plain(gathered, left_out) == _plain(whole, left_out)


def _plain(answer: Any, left_out: frozenset[str]) -> Any:
    return json.loads(_NUMBER.sub(r'"\1N"', json.dumps(_without(answer, left_out))))


def _without(value: Any, left_out: frozenset[str]) -> Any:
    """A field that is null and one that is not there are the same to a client."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if item is not None and key not in left_out}
        if "function" in kept or "custom" in kept:
            kept.pop("index", None)
        return {key: _without(item, left_out) for key, item in kept.items()}
    return [_without(item, left_out) for item in value] if isinstance(value, list) else value
