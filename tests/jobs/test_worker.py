"""Jobs are run once by a worker in the loop, and again where a worker was killed."""

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from chatapp import wiring
from chatapp.jobs.queue import LATER, queue
from chatapp.jobs.worker import Worker
from tests.servers.sweeping import until
from tests.timeouts import TIMEOUT

ran: list[str] = []
happened: dict[str, asyncio.Event] = {}


@queue.task(name="tests.note", retry=LATER)
async def note(word: str) -> None:
    ran.append(word)
    happened["ended"].set()


@queue.task(name="tests.wait", retry=LATER)
async def wait(word: str) -> None:
    happened["began"].set()
    await asyncio.sleep(0.2)
    ran.append(word)


@pytest.fixture(autouse=True)
def fresh(transactional_db: None) -> Iterator[None]:
    ran.clear()
    happened.update(began=asyncio.Event(), ended=asyncio.Event())
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def work_until(name: str) -> None:
    async def run() -> None:
        worker = Worker(wiring.conninfo, 2)
        await worker.open()
        try:
            await asyncio.wait_for(happened[name].wait(), TIMEOUT)
        finally:
            await worker.close()

    asyncio.run(run())


def statuses() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_a_job_is_part_of_the_transaction_that_defers_it() -> None:
    with transaction.atomic():
        note.defer(word="rolled back")
        transaction.set_rollback(True)
    with transaction.atomic():
        note.defer(word="kept")
    work_until("ended")
    assert ran == ["kept"]
    assert statuses() == [], "what was done leaves nothing behind"


def test_the_job_of_a_worker_that_was_killed_is_run_by_another() -> None:
    note.defer(word="again")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (killed,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [killed])
    assert statuses() == ["doing"]
    work_until("ended")
    assert ran == ["again"]
    assert statuses() == []


def test_the_end_of_a_worker_waits_for_the_job_that_runs() -> None:
    wait.defer(word="whole")
    work_until("began")
    assert ran == ["whole"]
    assert statuses() == []


def test_a_waiting_worker_listens_for_jobs() -> None:
    async def run() -> None:
        worker = Worker(wiring.conninfo, 2)
        await worker.open()
        try:
            async with asyncio.timeout(TIMEOUT):
                await until(listening)
        finally:
            await worker.close()

    asyncio.run(run())


async def listening() -> bool:
    return await asyncio.to_thread(_is_listening)


def _is_listening() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
            return cursor.fetchone() is not None
    finally:
        connection.close()
