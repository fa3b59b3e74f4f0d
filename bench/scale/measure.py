"""How long work takes, and the part of it that the database takes."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from django.db import reset_queries
from psycopg import AsyncConnection
from psycopg.errors import Diagnostic

_DURATION = re.compile(r"duration: ([\d.]+) ms")


def measure(what: str, work: Callable[[], object], times: int = 200) -> None:
    """Print how long the work takes."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
        reset_queries()
    _print(what, took)


async def measure_database(
    what: str, connection: AsyncConnection, work: Callable[[], Awaitable[object]], times: int = 50
) -> float:
    """Print how long the database takes for what the work asks of it, planning included. Returns the median."""
    took = []
    for _ in range(times):
        with _durations(connection) as durations:
            await work()
        took.append(sum(durations))
    return _print(what, took)


@contextmanager
def _durations(connection: AsyncConnection) -> Iterator[list[float]]:
    """Milliseconds of all that the server does meanwhile: it says so itself, by `log_duration`."""
    durations: list[float] = []

    def note(diagnostic: Diagnostic) -> None:
        found = _DURATION.search(diagnostic.message_primary or "")
        if found:
            durations.append(float(found[1]))

    connection.add_notice_handler(note)
    try:
        yield durations
    finally:
        connection.remove_notice_handler(note)


def _print(what: str, took: list[float]) -> float:
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    print(f"  {what:<44} p50 {cuts[49]:7.2f} ms   p99 {cuts[98]:7.2f} ms", flush=True)
    return cuts[49]
