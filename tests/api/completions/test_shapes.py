"""Each shape of an answer: as the documents describe it, at once and streamed, and both the same."""

import re
from typing import Any

import pytest

from chatapp.completions.models import Completion
from chatapp.upstream.scripted.scripts import SCRIPTS
from chatapp.upstream.scripted.scripts.faults import FAULTS
from chatapp.wire.json.jsontext import dumps, loads
from tests.api.calling import Answer
from tests.api.stage import Stage
from tests.wire.documents import ANSWERS, CHUNK, complaints
from tests.wire.sending import read_again

pytestmark = pytest.mark.anyio

_NAMES = [*sorted(set(SCRIPTS) - set(FAULTS) - {"gated", "megabyte"}), "no-done", "no-finish-reason"]
_TOOL = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}
_OWN = {"id", "created"}


@pytest.mark.parametrize("name", _NAMES)
async def test_an_answer_is_as_all_documents_describe_it_and_the_same_in_a_stream(
    stage: Stage, name: str
) -> None:
    whole = (await stage.ask(name, **_parameters(name))).value
    assert complaints(whole, *ANSWERS) == []
    streamed = await stage.stream(name, stream_options={"include_usage": True}, **_parameters(name))
    assert streamed.done
    assert [complaints(chunk, CHUNK) for chunk in streamed.chunks] == [[]] * len(streamed.chunks)
    gathered = read_again(streamed.content)
    assert complaints(gathered, *ANSWERS) == []
    assert _comparable(gathered) == _comparable(whole)
    rows = [completion.public_id for completion in await stage.completions()]
    assert [whole["id"], *{chunk["id"] for chunk in streamed.chunks}] == rows


async def test_no_two_answers_have_one_id_whatever_the_provider_sends(stage: Stage) -> None:
    answers = [*[await stage.ask("echo") for _ in range(3)], *[await stage.stream("echo") for _ in range(3)]]
    ids = {_id(answer) for answer in answers}
    assert len(ids) == 6
    theirs = {completion.upstream_id async for completion in Completion.objects.all()}
    assert theirs.isdisjoint(ids)
    assert "" not in theirs


async def test_an_answer_of_a_mebibyte_comes_whole(stage: Stage) -> None:
    for answer in (await stage.ask("megabyte"), await stage.stream("megabyte")):
        assert answer.content.count(b"0123456789abcdef") == 65_536


async def test_what_nobody_knows_is_streamed_as_it_comes(stage: Stage) -> None:
    async with stage.asking("unknown-field", stream=True) as call:
        while call.received.count(b"sketch") < 8:
            assert await call.piece() is not None
        stage.scripted.gate("unknown-field").release()
        streamed = await call.whole()
    assert (streamed.text, streamed.done) == ("Hello.", True)


async def test_usage_is_streamed_only_where_it_was_asked_for(stage: Stage) -> None:
    for options in (None, {}, {"include_usage": False}, {"include_obfuscation": False}):
        parameters = {} if options is None else {"stream_options": options}
        chunks = (await stage.stream("echo", **parameters)).chunks
        assert all(chunk.get("usage") is None and chunk["choices"] for chunk in chunks)
    *chunks, last = (await stage.stream("echo", stream_options={"include_usage": True})).chunks
    assert all(chunk["usage"] is None for chunk in chunks)
    assert (last["choices"], last["usage"]["total_tokens"] > 0) == ([], True)


def _id(answer: Answer) -> str:
    found: str = answer.chunks[0]["id"] if answer.content.startswith(b"data") else answer.value["id"]
    return found


def _parameters(name: str) -> dict[str, Any]:
    return {"tools": [_TOOL]} if name.startswith("tool") else {"n": 3} if name == "several" else {}


def _comparable(answer: dict[str, Any]) -> Any:
    """Without what belongs to each call alone: its id, its time, and the ids that calls are given by number."""
    kept = {key: value for key, value in answer.items() if key not in _OWN}
    return loads(re.sub(rb'"id":"[^"]*"', b'"id":""', dumps(kept)))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ends-in-error", "The provider ended the answer with an error."),
        ("no-choices", "The provider's answer has no choices"),
    ],
)
async def test_what_is_no_answer_is_an_error_of_its_own(
    stage: Stage, name: str, words: str, stream: bool
) -> None:
    answer = await stage.ask(name, stream=stream)
    assert (answer.status, words in answer.error["message"]) == (502, True)
    assert (await stage.completion()).status == "failed"


async def test_a_stream_that_nobody_asked_for_comes_at_once(stage: Stage) -> None:
    answer = await stage.ask("always-streams")
    (choice,) = answer.value["choices"]
    assert (answer.status, choice["message"]["content"], choice["finish_reason"]) == (
        200,
        "word1 word2 word3",
        "stop",
    )
    assert (await stage.ledger()).total_tokens == answer.value["usage"]["total_tokens"]
