"""How fast files become documents, and with how much memory: `python -m bench.ingest`.

Each file goes the way of an upload, from its arrival to the job that reads it in a child process, run by a worker.
Makes a database of its own and drops it. Run it with nothing else on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import psutil
import uvloop

from bench.processes import Footprint
from bench.retrieval.database import pooled, temporary

CONCURRENCY = 2
"""As `JOB_CONCURRENCY` is unless said."""
EVERY = 10
"""Seconds, after which it says how far it is."""
SOON = 300
"""So few files left are looked at every second."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000, help="of one PDF")
    parser.add_argument("--files", type=int, default=10_000, help="of Markdown")
    parser.add_argument(
        "--archived", type=int, default=0, help="of Markdown, in one zip archive; at most 10000"
    )
    parser.add_argument("--megabytes", type=int, default=0, help="of mixed files; 1000 for a gigabyte")
    options = parser.parse_args()
    with temporary(), pooled(), tempfile.TemporaryDirectory() as name:
        # These read the settings.
        from bench.ingest import files

        folder = Path(name)
        if options.pages:
            files.pdf(folder / "book.pdf", options.pages)
            uvloop.run(_measured("pages of a PDF", options.pages, [folder / "book.pdf"]))
        if options.files:
            uvloop.run(_measured("files of Markdown", options.files, files.markdown(folder, options.files)))
        if options.archived:
            archive = _archive(folder / "all.zip", files.markdown(folder, options.archived))
            uvloop.run(_measured("files of Markdown in an archive", options.archived, [archive]))
        if options.megabytes:
            made = list(files.mixed(folder, options.megabytes << 20))
            uvloop.run(_measured("MB of mixed files", options.megabytes, made))


def _archive(path: Path, files: Iterable[Path]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return path


async def _measured(what: str, count: int, paths: Iterable[Path]) -> None:
    from chatapp import wiring
    from chatapp.extraction.workers import end_idle
    from chatapp.jobs.threads import in_thread
    from chatapp.jobs.worker import Worker

    brought = list(paths)
    postgres = await in_thread(_postgres)
    started, cpu, database = time.perf_counter(), _cpu(), postgres.cpu()
    await in_thread(_arrived, what, brought)
    worker = Worker(wiring.conninfo, CONCURRENCY)
    await worker.open()
    while waiting := await in_thread(_waiting):
        print(f"  {waiting:,} files wait after {time.perf_counter() - started:.0f} s.", flush=True)
        await asyncio.sleep(EVERY if waiting > SOON else 1)
    took = time.perf_counter() - started
    await worker.close()
    # What its forks took is known when a process that reads has ended.
    end_idle()
    spent, database = _cpu() - cpu, postgres.cpu() - database
    told = await in_thread(_told, what)
    print(f"{count:,} {what}: {took:.1f} s, {count / took:.1f} a second. {told}")
    print(
        f"  {1000 * spent / count:.1f} ms of CPU each here and {1000 * database / count:.1f} in Postgres: on one core"
        f" {60 * count / (spent + database):,.0f} a minute."
    )
    own, child = (_megabytes(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"  Most memory so far: {own:.0f} MB here, {child:.0f} MB of the largest child.", flush=True)


def _arrived(what: str, paths: Sequence[Path]) -> None:
    from chatapp.accounts.models import User
    from chatapp.knowledge.intake.arrival import arrive
    from chatapp.knowledge.keeping import collections as keeping

    alice, _ = User.objects.get_or_create(email="alice@example.com")
    collection = keeping.create(alice, keeping.Description(what, "", "english"))
    for path in paths:
        arrive(alice, collection, path.name, [path.read_bytes()])


def _waiting() -> int:
    from chatapp.knowledge.models import Intake, IntakeState

    return Intake.objects.filter(state__in=IntakeState.open()).count()


def _told(what: str) -> str:
    from django.db.models import Count

    from chatapp.knowledge.models import Collection, Intake

    collection = Collection.objects.get(name=what)
    states: Any = Intake.objects.filter(collection=collection).values_list("state").annotate(Count("pk"))
    failed = Intake.objects.filter(collection=collection, state="failed").first()
    why = f" The first that failed: {failed.reason}" if failed else ""
    return f"{dict(states)}, {collection.passage_count:,} passages.{why}"


def _postgres() -> Footprint:
    """All of its processes, on this machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    return Footprint(psutil.Process(pid).ppid())


def _cpu() -> float:
    """Seconds, of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    main()
