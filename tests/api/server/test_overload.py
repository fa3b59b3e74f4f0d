"""A server that has more to do than it can says so at once."""

import pytest

from chatapp.turns.runtime.loop_lag import MOST, lag
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio


async def test_a_call_is_refused_before_anything_is_done_for_it(stage: Stage) -> None:
    await stage.model("echo")
    lag.seconds = MOST * 1000
    answers = [await stage.ask("echo"), await stage.stream("echo")]
    lag.seconds = 0
    told = [(answer.status, answer.error["code"], answer.headers["retry-after"]) for answer in answers]
    assert told == [(503, "overloaded", "5")] * 2
    assert len(stage.scripted.requests) == 0
    assert (await stage.ask("echo")).status == 200
