"""Leaving a stream closes its connection at once, in whatever state it is."""

import asyncio

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint, Timeouts
from chatapp.upstream.errors import Phase, TimedOut
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.wire.accumulate.accumulator import Accumulator
from tests.upstream.asking import KEY, answered, asked, broken, read_into

pytestmark = pytest.mark.anyio


async def test_leaving_a_stream_closes_the_connection(upstream: Upstream, provider: ScriptedProvider) -> None:
    async with upstream.stream(asked("words-100000@1000")) as stream:
        assert await anext(aiter(stream))
    await provider.wait_disconnect()


async def test_a_cancelled_task_closes_the_connection(upstream: Upstream, provider: ScriptedProvider) -> None:
    task = asyncio.create_task(answered(upstream, asked("gated")))
    await provider.gate("gated").reached()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await provider.wait_disconnect()


async def test_a_call_that_waits_for_its_first_byte_can_be_cancelled(
    upstream: Upstream, provider: ScriptedProvider
) -> None:
    task = asyncio.create_task(upstream.complete(asked("silence")))
    await provider.requests.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await provider.wait_disconnect()


async def test_a_gate_holds_a_stream_until_it_is_released(
    upstream: Upstream, provider: ScriptedProvider
) -> None:
    gate, accumulator = provider.gate("gated-2:alice"), Accumulator()
    async with upstream.stream(asked("gated-2:alice")) as stream:
        reading = asyncio.create_task(read_into(accumulator, stream))
        for reached in (1, 2):
            await gate.reached(reached)
            assert gate.release() == 1
        await reading
    assert accumulator.text == numbered(60)


async def test_who_left_at_a_gate_is_not_released(upstream: Upstream, provider: ScriptedProvider) -> None:
    gate = provider.gate("gated")
    async with upstream.stream(asked("gated")):
        await gate.reached()
    await provider.wait_disconnect()
    assert gate.release() == 0
    assert (await answered(upstream, asked("gated"))).message.text == numbered(40)


async def test_a_stream_that_never_ends_ends_at_the_total_limit(provider: ScriptedProvider) -> None:
    endpoint = Endpoint("limited", provider.base_url, KEY, timeouts=Timeouts(total=2))
    upstream = Upstream(endpoint)
    (streamed, text), (silent, _) = await asyncio.gather(
        broken(upstream, asked("words-100000@200"), TimedOut), broken(upstream, asked("silence"), TimedOut)
    )
    assert (streamed.phase, streamed.retryable) == (Phase.TOTAL, True)
    assert text.startswith("word1 word2 ")
    assert silent.phase == Phase.TOTAL
    await provider.wait_disconnect(2)
    await upstream.aclose()


async def test_150_streams_run_at_once(upstream: Upstream, provider: ScriptedProvider) -> None:
    tasks = [asyncio.create_task(answered(upstream, asked("gated"))) for _ in range(150)]
    await provider.gate("gated").reached(150)
    assert provider.gate("gated").release() == 150
    completions = await asyncio.gather(*tasks)
    assert {completion.message.text for completion in completions} == {numbered(40)}
