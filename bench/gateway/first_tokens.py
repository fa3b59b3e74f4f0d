"""How much later the first token comes than from the provider itself, one call at a time."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from .bench import Bench, say
from .readings import Latencies
from .target import Callers

_PAUSE = 0.01


async def first_tokens(bench: Bench) -> None:
    taken: dict[str, list[int]] = {target.name: [] for target in bench.targets}
    async with AsyncExitStack() as stack:
        callers = {t.name: await stack.enter_async_context(Callers(t)) for t in bench.targets}
        # In turns: what disturbs the machine disturbs all.
        for _ in range(bench.plan.first_tokens):
            for name, calling in callers.items():
                answer = await calling.stream("3@0")
                taken[name].append(answer.first - answer.asked)
                await asyncio.sleep(_PAUSE)
    bench.first_tokens.update({name: Latencies.of(times) for name, times in taken.items()})
    _print(bench)


def _print(bench: Bench) -> None:
    say(f"\nfirst token, one call at a time, {bench.plan.first_tokens} calls (ms)")
    say("  target              p50     p99  added p50  added p99")
    direct = bench.first_tokens.get("direct")
    for name, taken in bench.first_tokens.items():
        added = taken - direct if direct else None
        row = f"  {name:<16} {taken.p50:6.2f}  {taken.p99:6.2f}"
        say(f"{row}  {added.p50:9.2f}  {added.p99:9.2f}" if added else row)
