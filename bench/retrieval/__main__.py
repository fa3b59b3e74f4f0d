"""The search of the documents. `python -m bench.retrieval` times it over made-up passages; with folders it judges it
on collections in BEIR's layout (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`), beside `bm25s` where there is one.

Makes a database of its own and drops it. Run it with nothing else on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from bench.retrieval.database import temporary


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.retrieval", description=__doc__)
    parser.add_argument("collections", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--language", default="english", help="of the collections, as Postgres names it")
    parser.add_argument(
        "--passages", type=int, default=100_000, help="made-up ones, that one person may read"
    )
    parser.add_argument("--searches", type=int, default=1000)
    options = parser.parse_args()
    with temporary():
        if options.collections:
            _judge(options.collections, options.language)
        else:
            _time(options.passages, options.searches)


def _judge(folders: Sequence[Path], language: str) -> None:
    # These read the settings.
    from bench.retrieval import beside, quality

    here, others = [], []
    for folder in folders:
        collected = quality.load(folder)
        filled = quality.fill(collected, folder.name, language)
        results, took = asyncio.run(quality.judged(collected, filled))
        here.append(quality.report("Here", results))
        quality.report_time(took)
        if judged := quality.judged_beside(collected, language):
            others.append(quality.report(beside.NAME, judged))
    if len(folders) > 1:
        quality.report_mean("Here", here)
        if others:
            quality.report_mean(beside.NAME, others)


def _time(count: int, searches: int) -> None:
    from bench.retrieval import passages, speed

    started = time.perf_counter()
    reader = passages.fill(count)
    print(f"{count:,} passages written in {time.perf_counter() - started:.0f} s", flush=True)
    for kind, lengths in speed.LENGTHS.items():
        speed.report(kind, asyncio.run(speed.searched(searches, reader, lengths)))


if __name__ == "__main__":
    main()
