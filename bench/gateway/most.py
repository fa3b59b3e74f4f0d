"""How many streams a server serves well: without an error, and 99 of 100 deltas within 200 ms."""

from __future__ import annotations

from typing import Final

from .bench import Bench, say
from .held import RATE, hold
from .streams import complain
from .target import Target

_FIRST: Final = 50
_LATEST_MS: Final = 200
_REFINEMENTS: Final = 2
_SECONDS: Final = 5


async def most(bench: Bench) -> None:
    say(f"\nmost streams of {RATE} deltas/s without an error and with p99 below {_LATEST_MS} ms")
    for target in bench.gateways:
        bench.most[target.name] = await _search(bench, target)
    best = max(bench.most.values(), default=0)
    for target in bench.targets:
        if target.name == "direct" and best:
            say("  the provider and the generator by themselves:")
            await _goes_well(bench, target, best)


async def _search(bench: Bench, target: Target) -> int:
    """Doubles until it fails, then halves the gap."""
    good, bad, count = 0, None, min(_FIRST, bench.plan.most)
    while bad is None and count <= bench.plan.most:
        if await _goes_well(bench, target, count):
            good, count = count, count * 2
        else:
            bad = count
    for _ in range(_REFINEMENTS if bad else 0):
        middle = (good + (bad or 0)) // 2
        if await _goes_well(bench, target, middle):
            good = middle
        else:
            bad = middle
    return good


async def _goes_well(bench: Bench, target: Target, count: int) -> bool:
    held = await hold(bench, target, count, _SECONDS)
    goes_well = not held.faults and held.ages.p99 < _LATEST_MS
    say(
        f"  {target.name:<16} {count:>5} {'served' if goes_well else 'not served':<10}"
        f" p50 {held.ages.p50:8.2f} p99 {held.ages.p99:8.2f} ms, server {_share(held.spent.server, held.spent.time)}"
        f" of a core, generator {_share(held.spent.generator, held.spent.time)}"
    )
    complain(held)
    return goes_well


def _share(seconds: float, of: float) -> str:
    return f"{seconds / of * 100:.0f} %"
