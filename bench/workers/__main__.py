"""Files go in while their workers are killed: `python -m bench.workers`.

Two `manage.py worker` read 500 files; one of them is killed (SIGKILL) every few seconds and started anew. At the end
each file has to be one document with its passages, once; and never may a document be there without them.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bench.retrieval.database import temporary
from tests.servers.processes import Manage

_LONGEST_SECONDS = 1800


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.workers", description=__doc__)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two kills")
    options = parser.parse_args()
    with temporary():
        collection = _bring(options.files)
        started = time.monotonic()
        kills, halves = _kill_until_ready(collection, options.every)
        print(f"{options.files} files, {kills} workers killed, {time.monotonic() - started:.0f} s")
        _report(collection, options.files, halves)


def _bring(files: int) -> int:
    from chatapp.accounts.models import User
    from chatapp.knowledge.intake.arrival import arrive
    from chatapp.knowledge.models import Collection

    owner = User.objects.create_user("keeper@example.com")
    collection = Collection.objects.create(name="Files", slug="files", owner=owner)
    for number in range(files):
        paragraphs = "\n\n".join(f"## Part {part}\n\nFile {number} says {part}." for part in range(20))
        arrive(owner, collection, f"{number}.md", [f"# File {number}\n\n{paragraphs}".encode()])
    return collection.pk


def _kill_until_ready(collection: int, every: float) -> tuple[int, int]:
    """How many were killed, and how often a document was seen without passages."""
    draw, kills, halves = random.Random(1), 0, 0
    workers = [_worker(), _worker()]
    deadline = time.monotonic() + _LONGEST_SECONDS
    try:
        while _open(collection) and time.monotonic() < deadline:
            pause = time.monotonic() + every * draw.uniform(0.5, 1.5)
            while time.monotonic() < pause and _open(collection):
                halves += _without_passages(collection)
                time.sleep(0.1)
            victim = draw.randrange(len(workers))
            workers[victim].process.kill()
            workers[victim].wait()
            workers[victim] = _worker()
            kills += 1
    finally:
        for worker in workers:
            worker.process.kill()
            worker.wait()
    return kills, halves


def _worker() -> Manage:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    variables = {"DATABASE_URL": address, "SECRET_KEY": "only for this measurement"}
    worker = Manage(Path(os.environ["CHATAPP_DATA_DIR"]), variables, "worker")
    worker.line_with("Worker is up")
    return worker


def _open(collection: int) -> int:
    from chatapp.knowledge.models import Intake, IntakeState

    return Intake.objects.filter(collection=collection, state__in=IntakeState.open()).count()


def _without_passages(collection: int) -> int:
    from chatapp.knowledge.models import Document

    return Document.objects.filter(collection=collection, passages=None).count()


def _report(collection: int, files: int, halves: int) -> None:
    from django.db.models import Count

    from chatapp.knowledge.models import Collection, Document, Intake, Passage, Posting, Term

    documents = Document.objects.filter(collection=collection)
    passages = Passage.objects.filter(document__in=documents)
    counted = Collection.objects.get(pk=collection).passage_count
    held = dict(Posting.objects.filter(collection=collection).values_list("term").annotate(Count("passage")))
    terms = dict(Term.objects.filter(collection=collection).values_list("term", "holders"))
    states = Counter(Intake.objects.filter(collection=collection).values_list("state", flat=True))
    again = Intake.objects.filter(collection=collection, attempts__gt=1).count()
    names = documents.values("name").distinct().count()
    print(f"states {dict(states)}, begun more than once {again}")
    print(
        f"documents {documents.count()} of {names} names, wanted {files}; versions above 1: "
        f"{documents.filter(version__gt=1).count()}; seen without passages: {halves}"
    )
    print(f"passages {passages.count()}, counted {counted}; document frequencies right: {held == terms}")  # fmt: skip


if __name__ == "__main__":
    main()
