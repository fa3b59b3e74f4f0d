"""How long work takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable

from django.db import reset_queries


def measure(what: str, work: Callable[[], object], times: int = 200) -> None:
    """Print how long the work takes."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
        reset_queries()
    _print(what, took)


async def measure_async(what: str, work: Callable[[], Awaitable[object]], times: int = 50) -> float:
    """Print how long the work takes. Returns the median in milliseconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        await work()
        took.append((time.perf_counter() - started) * 1000)
    return _print(what, took)


def _print(what: str, took: list[float]) -> float:
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    print(f"  {what:<44} p50 {cuts[49]:7.2f} ms   p99 {cuts[98]:7.2f} ms", flush=True)
    return cuts[49]
