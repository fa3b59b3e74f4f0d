"""What a whole call costs: not streamed, and streamed with a single delta."""

from __future__ import annotations

import asyncio
import itertools
from typing import Final

from .bench import Bench, CallCost, say
from .connection import Answer
from .readings import Latencies
from .target import Callers, Target

METADATA: Final = {f"key{number}": f"a value of some length, number {number}" for number in range(8)}
_WORDS: Final = "100@0"
_ONE_DELTA: Final = "1@0"


async def calls(bench: Bench) -> None:
    say(f"\ncalls, {bench.plan.calls} each, answers of 100 words (CPU: us per call beyond idle)")
    say("  target              kind    at once  calls/s  p50 ms  p99 ms   server  Postgres  faults")
    for target in bench.targets:
        for concurrency in (1, 16):
            await _measure(bench, target, concurrency, streamed=False)
        await _measure(bench, target, 1, streamed=True)
    for target in bench.targets:
        if target.name == "ours":
            await _measure(bench, target.asking("store", store=True), 16, streamed=False)
            await _measure(bench, target.asking("metadata", metadata=METADATA), 16, streamed=False)


async def _measure(bench: Bench, target: Target, concurrency: int, *, streamed: bool) -> None:
    await bench.meter.rest(target)
    before = bench.meter.read(target)
    answers = await _ask(target, bench.plan.calls, concurrency, streamed=streamed)
    took = (bench.meter.read(target) - before).time
    await bench.meter.rest(target)
    spent = bench.since(before, target)
    count = len(answers)
    cost = CallCost(spent.server / count * 1e6, spent.database / count * 1e6)
    if not streamed:
        bench.calls[target.name, concurrency] = cost
    times = Latencies.of(answer.ended - answer.asked for answer in answers)
    say(
        f"  {target.name:<16} {'stream' if streamed else 'whole':>7} {concurrency:>9} {count / took:8.0f}"
        f" {times.p50:7.2f} {times.p99:7.2f} {cost.server:8.0f} {cost.database:9.0f}"
        f" {sum(bool(answer.fault) for answer in answers):7}"
    )


async def _ask(target: Target, count: int, concurrency: int, *, streamed: bool) -> list[Answer]:
    answers, tickets = [], itertools.count(1)
    async with Callers(target) as callers:

        async def one_after_another() -> None:
            while next(tickets) <= count:
                answers.append(await (callers.stream(_ONE_DELTA) if streamed else callers.whole(_WORDS)))

        await asyncio.gather(*(one_after_another() for _ in range(concurrency)))
    return answers
