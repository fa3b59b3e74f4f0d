"""A caller who hangs up ends the call at the provider at once, and its row of the ledger is written."""

import asyncio

import pytest

from chatapp.completions.models import StoredCompletion
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.estimate import tokens
from chatapp.wiring import Services
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio

_PROMPT = "Hello " * 10
_PROMPT_TOKENS = 4 + tokens(_PROMPT)


async def test_in_the_middle_of_a_stream(stage: Stage, engine: Services) -> None:
    async with stage.asking("gated", _PROMPT, stream=True, store=True) as call:
        await call.until("word20")
        call.hang_up()
        await stage.scripted.wait_disconnect()
        await call.ended()
    completion, row = await stage.completion(), await stage.ledger()
    assert (completion.status, row.status, row.estimated) == ("stopped", "stopped", True)
    assert (row.prompt_tokens, row.completion_tokens) == (_PROMPT_TOKENS, tokens(numbered(20)))
    assert (completion.upstream_id, completion.request_id) == ("chatcmpl-1", "req_1")
    assert completion.first_token_at is not None
    assert not await StoredCompletion.objects.aexists()
    assert engine.calls.running == 0


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ["silence", "unready"])
async def test_before_the_first_byte(stage: Stage, engine: Services, model: str, stream: bool) -> None:
    async with stage.asking(model, _PROMPT, stream=stream) as call:
        await stage.scripted.requests.wait()
        call.hang_up()
        await stage.scripted.wait_disconnect()
        await call.ended()
        assert call.status == 0
    completion, row = await stage.completion(), await stage.ledger()
    assert (completion.status, completion.first_token_at, completion.error) == ("stopped", None, None)
    assert (row.status, row.estimated) == ("stopped", True)
    assert (row.prompt_tokens, row.completion_tokens) == (_PROMPT_TOKENS, 0)
    assert engine.calls.running == 0


async def test_no_fallback_is_asked_for_somebody_who_has_gone(stage: Stage) -> None:
    await stage.chain(await stage.model("silence"), await stage.model("echo"))
    async with stage.asking("silence", stream=True) as call:
        await stage.scripted.requests.wait()
        call.hang_up()
        await call.ended()
    assert len(stage.scripted.requests) == 1
    assert (await stage.completion()).status == "stopped"


async def test_after_the_end_it_changes_nothing(stage: Stage) -> None:
    async with stage.asking("echo", stream=True) as call:
        await call.whole()
        call.hang_up()
    assert (await stage.completion()).status == "done"


async def test_while_a_price_is_looked_up_no_provider_is_asked(stage: Stage) -> None:
    async with stage.asking("echo") as call:
        call.hang_up()
        await call.ended()
    rows = [completion.status for completion in await stage.completions()]
    assert rows in ([], ["stopped"])


async def test_nothing_is_left_behind(stage: Stage, engine: Services) -> None:
    await _leave(stage, "gated", 1)
    tasks = len(asyncio.all_tasks())
    await _leave(stage, "gated", 20)
    assert len(asyncio.all_tasks()) <= tasks
    statistics = engine.pool.get_stats()
    assert statistics["pool_available"] == statistics["pool_size"]
    assert statistics.get("requests_waiting", 0) == 0
    assert engine.calls.running == 0
    assert {completion.status for completion in await stage.completions()} == {"stopped"}


async def _leave(stage: Stage, model: str, times: int) -> None:
    await stage.model(model)

    async def one() -> None:
        async with stage.asking(model, stream=True) as call:
            await call.until("word20")
            call.hang_up()
            await call.ended()

    await asyncio.gather(*(one() for _ in range(times)))
    await stage.scripted.wait_disconnect(times)
