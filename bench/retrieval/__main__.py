"""The search of the documents. `python -m bench.retrieval` times it over made-up passages; with a folder
it judges it on the collection in BEIR's layout (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`).

Makes a database of its own and drops it. Run it with nothing else on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bench.retrieval import beside
from bench.retrieval.database import temporary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", nargs="?", type=Path, metavar="DIR")
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--searches", type=int, default=2000)
    options = parser.parse_args()
    with temporary():
        # These read the settings.
        from bench.retrieval import quality, speed

        if options.collection:
            collected = quality.load(options.collection)
            filled = quality.fill(collected)
            quality.report("Here", asyncio.run(quality.judged(collected, filled)))
            if others := quality.judged_beside(collected):
                quality.report(beside.NAME, others)
        else:
            collection = speed.fill(options.passages)
            for kind, lengths in speed.LENGTHS.items():
                speed.report(kind, asyncio.run(speed.searched(options.searches, collection, lengths)))


if __name__ == "__main__":
    main()
