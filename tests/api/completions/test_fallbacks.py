"""Where a provider fails before the first byte, the next model of the chain answers."""

import pytest

from chatapp.providers.models import Model, Provider
from chatapp.usage.models import UsageRecord
from tests.api.calling import Answer
from tests.api.stage import NOWHERE, Stage

pytestmark = pytest.mark.anyio

BOTH = pytest.mark.parametrize("stream", [False, True])

_SHORT = {"connect_timeout": 5, "idle_timeout": 1, "total_timeout": 2}


async def _first(stage: Stage, name: str) -> Model:
    """A model that fails as its name says."""
    if name == "refused":
        return await stage.model_at("first", name, base_url=NOWHERE)
    if name == "silence":
        return await stage.model_at("first", name, **_SHORT)
    return await stage.model_at("first", name)


@BOTH
@pytest.mark.parametrize(
    "name",
    [
        "refused", "silence", "busy", "error-500", "error-503", "error-html", "hang-up", "error-event-first", "cut-0",
        "malformed-0",
    ],
)  # fmt: skip
async def test_the_next_one_answers_for_it(stage: Stage, stream: bool, name: str) -> None:
    await stage.chain(await _first(stage, name), await stage.model("echo"))
    answer = await stage.ask(f"first/{name}", stream=stream, metadata={"team": "blue"})
    assert (answer.status, _text(answer)) == (200, "Hello")
    head = answer.chunks[0] if stream else answer.value
    assert head["provider"] == answer.headers["x-provider"] == "scripted"
    assert answer.headers["x-tried"] == f"first/{name}, scripted/echo"
    failed, done = await stage.completions()
    assert [failed.status, done.status] == ["failed", "done"]
    assert [failed.attempt, done.attempt] == [1, 2]
    assert [failed.model_name, done.model_name] == [name, "echo"]
    assert failed.call_id == done.call_id == answer.headers["x-request-id"]
    assert failed.asked_model == done.asked_model == f"first/{name}"
    assert head["id"] == done.public_id
    assert await UsageRecord.objects.acount() == 2
    assert stage.sent()["model"] == "echo"


@BOTH
@pytest.mark.parametrize("name", ["error-400", "error-401", "error-404", "error-422"])
async def test_none_answers_for_one_that_refuses_the_request(stage: Stage, stream: bool, name: str) -> None:
    await stage.chain(await _first(stage, name), await stage.model("echo"))
    answer = await stage.ask(f"first/{name}", stream=stream)
    assert answer.status == int(name.removeprefix("error-"))
    assert len(stage.scripted.requests) == 1


async def test_none_answers_for_one_that_refuses_it_in_the_stream(stage: Stage) -> None:
    await stage.chain(await _first(stage, "error-event-refused"), await stage.model("echo"))
    answer = await stage.stream("first/error-event-refused")
    assert (answer.status, answer.error["message"]) == (400, "This word is not allowed.")
    assert len(stage.scripted.requests) == 1


async def test_none_answers_once_something_has_come(stage: Stage) -> None:
    await stage.chain(await _first(stage, "cut-3"), await stage.model("echo"))
    answer = await stage.stream("first/cut-3")
    assert answer.text == "word1 word2 word3"
    assert answer.chunks[-1]["error"]["code"] == "upstream_broken"
    assert len(stage.scripted.requests) == 1


async def test_none_answers_once_much_was_passed_on_that_nobody_here_knows(stage: Stage) -> None:
    await stage.chain(await _first(stage, "unknown-field-cut"), await stage.model("echo"))
    answer = await stage.stream("first/unknown-field-cut")
    assert "sketch" in answer.chunks[1]["choices"][0]["delta"]
    assert answer.chunks[-1]["error"]["code"] == "upstream_broken"
    assert len(stage.scripted.requests) == 1


@BOTH
async def test_each_is_asked_once_and_the_last_error_is_told(stage: Stage, stream: bool) -> None:
    first = await _first(stage, "error-500")
    await stage.chain(first, await stage.model("busy"), await stage.model("error-503"))
    answer = await stage.ask("first/error-500", stream=stream)
    assert answer.status == 503
    assert answer.error["message"] == "This is the scripted error 503."
    assert [request.body["model"] for request in stage.scripted.requests] == [
        "error-500",
        "busy",
        "error-503",
    ]
    completions = await stage.completions()
    assert [completion.status for completion in completions] == ["failed"] * 3
    assert len({completion.call for completion in completions}) == 1


@BOTH
async def test_the_fallbacks_of_a_fallback_are_not_asked(stage: Stage, stream: bool) -> None:
    second = await stage.model("error-503")
    await stage.chain(await _first(stage, "error-500"), second)
    await stage.chain(second, await stage.model("echo"))
    assert (await stage.ask("first/error-500", stream=stream)).status == 503


@BOTH
async def test_one_that_is_switched_off_is_passed_over(stage: Stage, stream: bool) -> None:
    off = await stage.model_at("off", "lorem")
    await Provider.objects.filter(slug="off").aupdate(enabled=False)
    await stage.chain(await _first(stage, "error-500"), off, await stage.model("echo"))
    assert (await stage.ask("first/error-500", stream=stream)).headers["x-tried"] == (
        "first/error-500, scripted/echo"
    )


@BOTH
async def test_one_that_is_deleted_meanwhile_has_its_rows(stage: Stage, stream: bool) -> None:
    first, second = await stage.model("late-error"), await stage.model_at("second", "echo")
    await stage.chain(first, second)
    async with stage.asking("late-error", stream=stream) as call:
        await stage.scripted.requests.wait()
        await second.provider.adelete()
        stage.scripted.gate("late-error").release()
        answer = await call.whole()
    assert (answer.status, answer.headers["x-provider"]) == (200, "second")
    done = (await stage.completions())[-1]
    assert (done.status, done.provider_id, done.provider_name) == ("done", None, "Second")
    assert (await UsageRecord.objects.aget(completion_id=done.pk)).provider_name == "Second"


@BOTH
async def test_without_a_chain_there_is_one_attempt(stage: Stage, stream: bool) -> None:
    answer = await stage.ask("fail-1-then-ok", stream=stream)
    assert answer.status == 503
    assert len(stage.scripted.requests) == 1
    assert "x-tried" not in answer.headers


def _text(answer: Answer) -> str:
    text: str = answer.text or answer.value["choices"][0]["message"]["content"]
    return text
