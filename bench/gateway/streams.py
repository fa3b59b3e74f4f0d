"""Streams at the pace of a fast model: how late each delta is, what it costs, what an open stream holds."""

from __future__ import annotations

from collections import Counter
from typing import Final

from .bench import Bench, StreamCost, say
from .calls import METADATA
from .held import RATE, Held, hold
from .target import Target

_MEMORY_STREAMS: Final = 200
_MEMORY_RATE: Final = 2
_VARIANTS_AT: Final = 50


async def streams(bench: Bench) -> None:
    say(f"\nstreams of {RATE} deltas/s, looked at for {bench.plan.seconds:g} s while all are open")
    say(
        "  streams target           first token ms      delta ms         added ms   CPU us/delta     % of a core"
    )
    say(
        "                             p50     p99     p50     p99     p50     p99  server Postgr  srv  gen prov"
    )
    for count in bench.plan.streams:
        base: Held | None = None
        for target in bench.targets:
            held = await hold(bench, target, count, bench.plan.seconds)
            base = held if target.name == "direct" else base
            _note(bench, target, count, held, base)
            if target.name == "ours" and count == _variants_at(bench):
                for variant in (
                    target.asking("store", store=True),
                    target.asking("metadata", metadata=METADATA),
                ):
                    _note(bench, variant, count, await hold(bench, variant, count, bench.plan.seconds), base)


async def memory(bench: Bench) -> None:
    """First of all, while nothing has grown yet."""
    count = min(_MEMORY_STREAMS, max(bench.plan.streams))
    say(f"\nmemory of {count} open streams of {_MEMORY_RATE} deltas/s")
    for target in bench.gateways:
        idle = target.server.memory() / 2**20
        held = await hold(bench, target, count, 2, rate=_MEMORY_RATE)
        bench.memory[target.name] = held.memory / count / 1024
        say(f"  {target.name:<16} idle {idle:5.0f} MiB   {bench.memory[target.name]:6.1f} KiB per stream")
        complain(held)


def complain(held: Held) -> None:
    for fault, times in Counter(held.faults).most_common(3):
        say(f"          {times} streams: {fault}")


def _variants_at(bench: Bench) -> int:
    return _VARIANTS_AT if _VARIANTS_AT in bench.plan.streams else max(bench.plan.streams)


def _note(bench: Bench, target: Target, count: int, held: Held, base: Held | None) -> None:
    spent, deltas = held.spent, max(held.deltas, 1)
    cost = StreamCost(spent.server / deltas * 1e6, spent.database / deltas * 1e6, held.ages)
    bench.streams[target.name, count] = cost
    added = f"{held.ages.p50 - base.ages.p50:7.2f} {held.ages.p99 - base.ages.p99:7.2f}" if base else " " * 15
    shares = (spent.server, spent.generator, spent.provider)
    say(
        f"  {count:>7} {target.name:<16} {held.firsts.p50:7.1f} {held.firsts.p99:7.1f}"
        f" {held.ages.p50:7.2f} {held.ages.p99:7.2f} {added} {cost.server:7.1f} {cost.database:6.1f}"
        + "".join(f" {share / spent.time * 100:4.0f}" for share in shares)
    )
    complain(held)
