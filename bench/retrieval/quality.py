"""A collection with judgements, through the product's own ingestion and search: nDCG@10, recall@10, MRR@10.

Sources: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with the linear gain that
trec_eval has; the layout of files is that of BEIR.
"""

from __future__ import annotations

import dataclasses
import json
import math
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils.text import slugify

from bench.retrieval import beside
from bench.retrieval.database import postgres
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection
from chatapp.knowledge.retrieval import search

__all__ = [
    "Collected",
    "Filled",
    "Judged",
    "fill",
    "judged",
    "judged_beside",
    "load",
    "report",
    "report_mean",
    "report_time",
]

DEPTH = 10
PASSAGES = 60
"""Passages that are asked for: several may be of one document."""


@dataclass(frozen=True)
class Collected:
    documents: list[Source]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Filled:
    """The collection in the database: its id, and the slugs of its documents by their ids."""

    collection: int
    slugs: dict[int, str]


@dataclass(frozen=True)
class Judged:
    """Of one query, or the mean of several."""

    ndcg: float
    recall: float
    mrr: float

    def __str__(self) -> str:
        return f"nDCG@{DEPTH} {self.ndcg:.4f}, recall@{DEPTH} {self.recall:.4f}, MRR@{DEPTH} {self.mrr:.4f}"


def load(folder: Path) -> Collected:
    """Queries without a judgement are left out."""
    documents = [
        Source(row["_id"], row.get("title", ""), row["text"]) for row in _rows(folder / "corpus.jsonl")
    ]
    judgements: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            judgements.setdefault(query, {})[document] = int(grade)
    rows = _rows(folder / "queries.jsonl")
    return Collected(
        documents, {row["_id"]: row["text"] for row in rows if row["_id"] in judgements}, judgements
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def fill(collected: Collected, name: str, language: str) -> Filled:
    """Take the documents in."""
    collection = Collection.objects.create(name=name, slug=slugify(name), language=language)
    started = time.perf_counter(), time.process_time()
    done = sync(collection, collected.documents)
    took = time.perf_counter() - started[0], time.process_time() - started[1]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(
        f"{name}: {len(done.added)} documents in {took[0]:.1f} s ({took[1]:.1f} s of CPU here, the rest in Postgres)"
    )
    for slug, reason in done.refused.items():
        print(f"{slug} was left out. {reason}")
    return Filled(collection.pk, dict(collection.documents.values_list("pk", "slug")))


async def judged(collected: Collected, filled: Filled) -> tuple[list[Judged], list[float]]:
    """With the milliseconds that each search took."""
    results, took = [], []
    async with postgres() as database:
        for query, text in collected.queries.items():
            started = time.perf_counter()
            hits = await search(database, text, collections=[filled.collection], limit=PASSAGES)
            took.append(1000 * (time.perf_counter() - started))
            found = list(dict.fromkeys(filled.slugs[hit.document_id] for hit in hits))[:DEPTH]
            results.append(_judged(found, collected.judgements[query]))
    return results, took


def judged_beside(collected: Collected, language: str) -> list[Judged]:
    """By `bm25s`, title and text as one; empty where it is not installed."""
    texts = {one.slug: f"{one.name}\n{one.text}" for one in collected.documents}
    found = beside.ranked(texts, collected.queries, DEPTH, language)
    return (
        [_judged(found[query], collected.judgements[query]) for query in collected.queries] if found else []
    )


def _judged(found: Sequence[str], grades: Mapping[str, int]) -> Judged:
    ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    return Judged(
        ndcg=_gain(grades.get(document, 0) for document in found) / ideal,
        recall=sum(document in grades for document in found) / len(grades),
        mrr=next((1 / rank for rank, document in enumerate(found, start=1) if document in grades), 0.0),
    )


def _gain(grades: Iterable[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def report(who: str, results: Sequence[Judged]) -> Judged:
    """Returns the mean of the queries."""
    mean = _mean(results)
    print(f"  {who}, {len(results)} queries: {mean}", flush=True)
    return mean


def report_time(took: Sequence[float]) -> None:
    """Of searches for as many passages as it takes to judge, which are ten times those that a model is given."""
    if len(took) > 1:
        hundredths = statistics.quantiles(took, n=100, method="inclusive")
        print(f"  A search: p50 {hundredths[49]:.1f} ms, p99 {hundredths[98]:.1f} ms", flush=True)


def report_mean(who: str, collections: Sequence[Judged]) -> None:
    """Of collections, each of which counts as much."""
    print(f"Mean of {len(collections)}, {who}: {_mean(collections)}")


def _mean(results: Sequence[Judged]) -> Judged:
    return Judged(
        *(
            statistics.mean(getattr(one, field.name) for one in results)
            for field in dataclasses.fields(Judged)
        )
    )
