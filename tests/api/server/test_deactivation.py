"""A call of a person who is deactivated while it is answered ends, and says why."""

import asyncio

import pytest

from chatapp.accounts.models import User
from chatapp.upstream.scripted.scripts.text import numbered
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio


async def test_a_streamed_call_ends_with_an_error_in_the_stream(stage: Stage) -> None:
    async with stage.asking("gated", stream=True) as call:
        await call.until("word20")
        await User.objects.filter(pk=stage.user.pk).aupdate(is_active=False)
        answer = await call.whole()
    assert (answer.text, answer.done) == (numbered(20), False)
    assert answer.chunks[-1]["error"]["code"] == "user_deactivated"
    await stage.scripted.wait_disconnect()
    assert ((await stage.completion()).status, (await stage.ledger()).status) == ("stopped", "stopped")


async def test_a_call_that_has_no_answer_yet_is_a_401(stage: Stage) -> None:
    asked = asyncio.create_task(stage.ask("silence"))
    await stage.scripted.requests.wait(1)
    await User.objects.filter(pk=stage.user.pk).aupdate(is_active=False)
    answer = await asked
    assert (answer.status, answer.error["code"]) == (401, "user_deactivated")
    assert "deactivated" in answer.error["message"]
    assert (await stage.completion()).status == "stopped"
