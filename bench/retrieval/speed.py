"""Searches over made-up passages: how long they take."""

from __future__ import annotations

import itertools
import random
import statistics
import time

from django.db import connection

from bench.retrieval.database import postgres
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection
from chatapp.knowledge.retrieval import search

__all__ = ["LENGTHS", "fill", "report", "searched"]


def fill(passages: int) -> int:
    """A collection of documents of 10 sections of 100 words, as frequent as in language (Zipf, without stop words)."""
    draw = random.Random(1)
    collection = Collection.objects.create(name="Bench", slug="bench")
    sections = (f"## {sentence(draw, 5)}\n\n{sentence(draw, 100)}\n" for _ in itertools.count())
    sync(
        collection,
        [Source(f"d{n}", f"d{n}", "\n".join(itertools.islice(sections, 10))) for n in range(passages // 10)],
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    collection.refresh_from_db()
    mean = collection.term_count / collection.passage_count
    print(f"{collection.passage_count} passages, {mean:.0f} terms each")
    return collection.pk


SYLLABLES = [first + second for first, second in itertools.product("bdfgklmnprt", "aeiou")]
VOCABULARY = random.Random(0).sample(
    ["".join(word) for word in itertools.product(SYLLABLES, repeat=3)], 20_000
)
WEIGHTS = list(itertools.accumulate(1 / rank for rank in range(50, len(VOCABULARY) + 50)))


def sentence(draw: random.Random, length: int) -> str:
    return " ".join(draw.choices(VOCABULARY, cum_weights=WEIGHTS, k=length))


LENGTHS = {"questions": (3, 6), "claims": (12, 20), "long questions": (40, 80)}
"""Words."""


async def searched(searches: int, collection: int, lengths: tuple[int, int]) -> list[float]:
    """Milliseconds of each search, on one connection, for questions of so many words."""
    draw = random.Random(2)
    took = []
    async with postgres() as database:
        for number in range(searches + 50):
            query = sentence(draw, draw.randint(*lengths))
            started = time.perf_counter()
            await search(database, query, collections=[collection])
            if number >= 50:
                took.append(1000 * (time.perf_counter() - started))
    return took


def report(kind: str, took: list[float]) -> None:
    cuts = statistics.quantiles(took, n=100)
    print(f"{len(took)} {kind}: p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms")
