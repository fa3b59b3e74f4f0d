"""What one run has at hand: the plan, the targets, the clocks, and what was found so far."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from .readings import Latencies, Meter, Spent
from .target import Callers, Target

_IDLE_SECONDS: Final = 5


@dataclass(frozen=True)
class Plan:
    """How much is measured. `seconds` is how long all streams of a row are open at once."""

    streams: Sequence[int] = (1, 50, 200, 500)
    seconds: float = 10
    first_tokens: int = 300
    calls: int = 500
    most: int = 3200


@dataclass(frozen=True)
class CallCost:
    """CPU microseconds of one call: the server's, its database's."""

    server: float
    database: float


@dataclass(frozen=True)
class StreamCost:
    """CPU microseconds of one delta, and how long it took to arrive."""

    server: float
    database: float
    ages: Latencies


@dataclass
class Bench:
    """`idle` is what each server takes in a second without any call, by port: it is not counted as a call's."""

    plan: Plan
    meter: Meter
    targets: Sequence[Target]
    idle: dict[int, Spent] = field(default_factory=dict)
    first_tokens: dict[str, Latencies] = field(default_factory=dict)
    calls: dict[tuple[str, int], CallCost] = field(default_factory=dict)
    streams: dict[tuple[str, int], StreamCost] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)

    @property
    def gateways(self) -> list[Target]:
        return [target for target in self.targets if target.name != "direct"]

    async def warm_up(self, times: int = 100) -> None:
        """Nobody's first calls are measured: imports, caches, connections to the database and the provider."""
        for target in self.targets:
            async with Callers(target) as callers:
                for _ in range(times):
                    for answer in await asyncio.gather(callers.whole("20@0"), callers.stream("20@0")):
                        if answer.fault:
                            raise SystemExit(f"{target.name} does not answer: {answer.fault}")
            await self.meter.rest(target)
            before = self.meter.read(target)
            await asyncio.sleep(_IDLE_SECONDS)
            self.idle[target.port] = self.meter.read(target) - before

    def since(self, before: Spent, target: Target) -> Spent:
        """What was spent since then, beyond what the server takes when it is idle."""
        spent, idle = self.meter.read(target) - before, self.idle[target.port]
        share = spent.time / idle.time
        return Spent(
            spent.time,
            spent.server - idle.server * share,
            spent.database - idle.database * share,
            spent.provider,
            spent.generator,
        )


def say(line: str = "") -> None:
    print(line, flush=True)
