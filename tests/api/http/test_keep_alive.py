"""While a model is silent its caller is told that the call goes on, in comments that no client shows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from starlette.types import Receive, Scope, Send

from chatapp.api.http.disconnect import Gone
from chatapp.api.http.relay import Relay
from chatapp.api.http.responses import labelled
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.routing import resolve
from chatapp.usage.models import Kind
from chatapp.wire.request.chat import Request
from chatapp.wiring import Services
from tests.api.calling import Answer, Call, called
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def _impatient(stage: Stage, engine: Services, model: str) -> AsyncIterator[Call]:
    """A call that is told after hundredths of a second what others are told after many."""
    await stage.model(model)
    async with engine.pool.connection() as connection:
        route = await resolve(connection, model)
    asked = {"model": model, "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    request = Request.parse(asked)

    async def relay(scope: Scope, receive: Receive, send: Send) -> None:
        answer = Relay(Caller(Kind.API, stage.user.pk), route, request, quiet_seconds=0.02)
        with suppress(Gone):
            await answer(scope, receive, send)

    async with called("POST", "/", application=labelled(relay)) as call:
        yield call


async def test_comments_come_before_the_first_word(stage: Stage, engine: Services) -> None:
    async with _impatient(stage, engine, "late") as call:
        pieces = [await call.piece() for _ in range(3)]
        assert len({*pieces}) == 1
        assert pieces[0] is not None
        assert pieces[0].startswith(b": ")
        assert pieces[0].endswith(b"\n\n")
        stage.scripted.gate("late").release()
        answer = await call.whole()
    assert (answer.status, answer.text, answer.done) == (200, "Hello.", True)


async def test_comments_come_in_the_middle_and_break_no_event(stage: Stage, engine: Services) -> None:
    async with _impatient(stage, engine, "gated") as call:
        await call.until("word20")
        before = call.received.count(b": ")
        while call.received.count(b"\n\n: ") < 2:
            await call.piece()
        assert call.received.count(b": ") > before
        stage.scripted.gate("gated").release()
        answer = await call.whole()
    assert answer.text.endswith("word40")
    assert answer.done


async def test_an_error_after_a_comment_is_an_event(stage: Stage, engine: Services) -> None:
    async with _impatient(stage, engine, "late-error") as call:
        await call.piece()
        stage.scripted.gate("late-error").release()
        answer = await call.whole()
    _assert_broken_off(answer, "The model is overloaded.")
    assert (await stage.completion()).status == "failed"


async def test_another_model_still_answers_after_a_comment(stage: Stage, engine: Services) -> None:
    await stage.chain(await stage.model("late-error"), await stage.model("echo"))
    async with _impatient(stage, engine, "late-error") as call:
        await call.piece()
        stage.scripted.gate("late-error").release()
        answer = await call.whole()
    assert (answer.text, answer.done) == ("Hello", True)


async def test_who_hangs_up_after_a_comment_is_noticed(stage: Stage, engine: Services) -> None:
    async with _impatient(stage, engine, "late") as call:
        await call.piece()
        # The comment may be sent before the provider is asked.
        await stage.scripted.requests.wait()
        call.hang_up()
        await stage.scripted.wait_disconnect()
        await call.ended()
    assert (await stage.completion()).status == "stopped"


async def test_a_stop_of_the_server_after_a_comment_is_an_event(stage: Stage, engine: Services) -> None:
    async with _impatient(stage, engine, "late") as call:
        await call.piece()
        await engine.calls.close()
        answer = await call.whole()
    _assert_broken_off(answer, "The server is restarting. Ask again in a moment.")
    assert (await stage.completion()).status == "interrupted"


def _assert_broken_off(answer: Answer, message: str) -> None:
    assert (answer.status, answer.done) == (200, False)
    (event,) = answer.chunks
    assert set(event["error"]) == {"message", "type", "param", "code"}
    assert event["error"]["message"] == message
