"""`manage.py worker`: runs jobs without serving anybody, on this machine or another one."""

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from chatapp import environment, wiring
from chatapp.jobs.worker import Worker
from chatapp.logs.capture import capture_everything
from chatapp.web.boot import preconditions


class Command(BaseCommand):
    help = (
        "Run jobs, such as reading documents, until a signal ends it. Servers do it too, by JOB_CONCURRENCY."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--jobs", type=_jobs, default=max(1, settings.JOB_CONCURRENCY), help="how many at a time (2)"
        )

    def handle(self, *args: Any, jobs: int, **options: Any) -> None:
        capture_everything()
        preconditions.require_database(self._say)
        connection.close()
        # Each step of a job asks for a connection: to open one takes longer than most of them.
        connection.settings_dict["OPTIONS"]["pool"] = settings.DATABASE_POOL
        uvloop.run(self._run(jobs))

    async def _run(self, jobs: int) -> None:
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        worker = Worker(wiring.conninfo, jobs)
        await worker.open()
        self._say("Worker is up")
        await ended.wait()
        await worker.close()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _jobs(value: str) -> int:
    return environment.whole_number("--jobs", value, least=1, most=32)
