"""Searches over made-up passages: how long they take, from the question of what a person may read to the last row."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from typing import NamedTuple

from bench.processes import Footprint
from bench.retrieval.database import postgres
from bench.retrieval.vocabulary import question
from chatapp.accounts.models import User
from chatapp.knowledge.access import searchable
from chatapp.knowledge.results.corrected import search_corrected

__all__ = ["LENGTHS", "report", "searched"]

LENGTHS = {"questions": (3, 6), "claims": (12, 20), "long questions": (40, 80)}
"""Words."""
PASSAGES = 6
"""That a model is given."""
WARM = 50


class Took(NamedTuple):
    """Milliseconds of one search: by the clock, and of a CPU in the database."""

    clock: float
    cpu: float


async def searched(searches: int, reader: User, lengths: tuple[int, int]) -> list[Took]:
    """On one connection, for questions of so many words."""
    draw = random.Random(2)
    took = []
    async with postgres() as database:
        backend = Footprint(database.info.backend_pid)
        for _ in range(WARM + searches):
            query = question(draw, draw.randint(*lengths))
            started, cpu = time.perf_counter(), backend.cpu()
            collections = await searchable(database, reader.pk)
            await search_corrected(database, query, collections=collections, limit=PASSAGES)
            took.append(Took(1000 * (time.perf_counter() - started), 1000 * (backend.cpu() - cpu)))
    return took[WARM:]


def report(kind: str, took: Sequence[Took]) -> None:
    clock, cpu = (statistics.quantiles(column, n=100) for column in zip(*took, strict=True))
    print(
        f"{len(took)} {kind}: p50 {clock[49]:.1f} ms, p99 {clock[98]:.1f} ms"
        f" (of a CPU in the database {cpu[49]:.1f} and {cpu[98]:.1f} ms)"
    )
