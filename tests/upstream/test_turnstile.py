"""However many streams have something, a turn of the loop serves a handful of them, in their order."""

import asyncio

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts import SCRIPTS
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.upstream.turnstile import HANDFUL, Turnstile
from chatapp.wire.accumulate.accumulator import Accumulator
from tests.upstream.asking import asked

pytestmark = pytest.mark.anyio

STREAMS = 10 * HANDFUL


async def test_a_turn_lets_a_handful_go_on() -> None:
    turnstile, gone = Turnstile(), []

    async def go(number: int) -> None:
        if not turnstile.free():
            await turnstile.turn()
        gone.append(number)

    streams = [asyncio.create_task(go(number)) for number in range(STREAMS)]
    counts = [0]
    while len(gone) < STREAMS:
        await asyncio.sleep(0)
        counts.append(len(gone))
        assert counts[-1] - counts[-2] <= HANDFUL
    assert gone == list(range(STREAMS))
    await asyncio.gather(*streams)


async def test_it_tells_how_long_streams_wait() -> None:
    turnstile = Turnstile()
    assert turnstile.wait == 0.0
    while turnstile.free():
        pass
    waiting = asyncio.create_task(turnstile.turn())
    await asyncio.sleep(0)
    assert turnstile.wait > 0.0
    await waiting
    for _ in range(3):
        await asyncio.sleep(0)
    assert turnstile.wait == 0.0


async def test_who_leaves_while_it_waits_costs_nobody_a_turn() -> None:
    turnstile = Turnstile()
    while turnstile.free():
        pass
    waiting = [asyncio.create_task(turnstile.turn()) for _ in range(HANDFUL + 1)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.wait(waiting, timeout=5)
    assert [task.cancelled() for task in waiting] == [True] + [False] * HANDFUL


async def test_a_stream_that_waited_takes_in_all_that_came_meanwhile() -> None:
    turnstile, accumulator = Turnstile(), Accumulator()
    async with ScriptedProvider(SCRIPTS) as provider:
        upstream = Upstream(Endpoint("slow", provider.base_url), turnstile=turnstile)
        async with upstream.stream(asked("words-80")) as stream:
            async for chunks in stream:
                for chunk in chunks:
                    accumulator.feed(chunk)
                while turnstile.free():
                    pass
        await upstream.aclose()
    assert accumulator.text == numbered(80)
