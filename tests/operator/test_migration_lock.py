"""Of processes that start at once, one changes the tables; those that wait are in nobody's way."""

import threading
import time

import psycopg
from django.db import connection
from pytest_django import DjangoDbBlocker

from chatapp.web.boot import preconditions
from tests.timeouts import TIMEOUT


def _is_asked_for(other: psycopg.Connection) -> bool:
    asked = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_%%advisory_lock%%' AND pid <> %s"
    return other.execute(asked, [_backend()]).fetchone() is not None


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_an_index_is_built_concurrently_while_another_process_waits(
    committed: None, django_db_blocker: DjangoDbBlocker
) -> None:
    entered = threading.Event()

    def start() -> None:
        with django_db_blocker.unblock():
            with preconditions.migration_lock():
                entered.set()
            connection.close()

    waiting = threading.Thread(target=start)
    parameters = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    with psycopg.connect(**parameters, autocommit=True) as other:
        with preconditions.migration_lock():
            waiting.start()
            while not _is_asked_for(other):
                time.sleep(0.01)
            # A statement that waited for the lock would be waited for.
            other.execute("SET statement_timeout = '20s'")
            other.execute("CREATE INDEX CONCURRENTLY probe ON conversations_runner (pid)")
            other.execute("DROP INDEX probe")
            assert not entered.is_set()
        assert entered.wait(TIMEOUT)
    waiting.join(TIMEOUT)
