"""What is read from clocks: latencies, and the CPU that each part took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from bench.processes import Footprint

from .target import Target

_IDLE: Final = 0.1
_LONGEST_REST: Final = 20


@dataclass(frozen=True)
class Latencies:
    """Milliseconds, by nearest rank; of nothing they are no number."""

    p50: float
    p99: float

    @classmethod
    def of(cls, nanoseconds: Iterable[int]) -> Self:
        ordered = sorted(nanoseconds)
        if not ordered:
            return cls(float("nan"), float("nan"))
        return cls(*(ordered[-(-len(ordered) * percent // 100) - 1] / 1e6 for percent in (50, 99)))

    def __sub__(self, other: Latencies) -> Latencies:
        return Latencies(self.p50 - other.p50, self.p99 - other.p99)


@dataclass(frozen=True)
class Spent:
    """CPU seconds of each part, in so many seconds of time."""

    time: float
    server: float
    database: float
    provider: float
    generator: float

    def __sub__(self, other: Spent) -> Spent:
        return Spent(
            self.time - other.time,
            self.server - other.server,
            self.database - other.database,
            self.provider - other.provider,
            self.generator - other.generator,
        )


class Meter:
    """Reads all clocks. The generator of the load is this process."""

    def __init__(self, provider: Footprint) -> None:
        self._provider = provider

    def read(self, target: Target) -> Spent:
        return Spent(
            time.monotonic(),
            target.server.cpu(),
            target.database.cpu(),
            self._provider.cpu(),
            time.process_time(),
        )

    async def rest(self, target: Target) -> None:
        """Returns when the server has done what was left to do: rows to write, streams to give up."""
        latest = time.monotonic() + _LONGEST_REST
        while time.monotonic() < latest:
            before = self.read(target)
            await asyncio.sleep(0.5)
            spent = self.read(target) - before
            if spent.server + spent.database < _IDLE * spent.time:
                return
