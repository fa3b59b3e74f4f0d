"""What a database's error quotes of people does not come into the log."""

import json
import logging
import sys
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import Error, IntegrityError, OperationalError

from chatapp.accounts.models import User
from chatapp.logs.formats import JsonFormatter, TextFormatter

SECRET = "geheimnis"

Failing = Callable[[User], object]


def _twice(alice: User) -> None:
    User.objects.create(email=alice.email, name=SECRET)


def _without_a_value(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(name=None)


def _asked(statement: str, *values: object) -> Failing:
    def ask(alice: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return ask


FAILING = {
    "duplicate key value violates unique constraint": _twice,
    'null value in column "name"': _without_a_value,
    "invalid input syntax for type uuid": _asked("SELECT %s::uuid", f"a {SECRET}"),
    "invalid input syntax for type json": _asked("SELECT %s::json", f'"a\n{SECRET}'),
    "syntax error in tsquery": _asked("SELECT to_tsquery(%s)", f"{SECRET} of"),
    "value": _asked("SELECT %s::text::int", "1" + "0" * 20),
    "relation": _asked(f"SELECT '{SECRET}' FROM no_such_table"),
    "division by zero": _asked(f"SELECT 1 / 0, '{SECRET}'"),
}


@pytest.fixture
def named(alice: User) -> User:
    User.objects.filter(pk=alice.pk).update(email=f"{SECRET}@example.com", name=SECRET)
    alice.refresh_from_db()
    return alice


def _logged(error: BaseException) -> list[str]:
    """A line whose message and whose traceback tell of it, for people and for machines."""
    made = {"name": "chatapp", "levelname": "ERROR", "msg": "It failed: %s", "args": (error,)}
    record = logging.makeLogRecord({**made, "exc_info": (type(error), error, error.__traceback__)})
    told = json.loads(JsonFormatter().format(record))
    return [TextFormatter().format(record), told["message"] + told["exception"]]


@pytest.mark.parametrize("said", FAILING)
def test_an_error_says_what_failed_and_not_of_which_words(named: User, said: str) -> None:
    with pytest.raises(Error) as failed, transaction.atomic():
        FAILING[said](named)
    for line in _logged(failed.value):
        assert SECRET not in line
        assert "0000000" not in line
        assert line.count(f": {said}") >= 2
        assert f"{type(failed.value).__name__}: " in line
        assert "The above exception was the direct cause" in line


def _chained(named: User) -> None:
    try:
        with transaction.atomic():
            _twice(named)
    except IntegrityError as error:
        raise RuntimeError(f"It was so: {error}") from error


def _in_a_group(named: User) -> None:
    try:
        with transaction.atomic():
            _twice(named)
    except IntegrityError as error:
        raise ExceptionGroup("several", [ValueError("mine"), error]) from None


@pytest.mark.parametrize("fail", [_chained, _in_a_group])
def test_nor_do_errors_that_it_caused_or_that_hold_it(named: User, fail: Failing) -> None:
    with pytest.raises((RuntimeError, ExceptionGroup)) as failed:
        fail(named)
    for line in _logged(failed.value):
        assert SECRET not in line
        assert "duplicate key value" in line


def test_what_is_said_of_a_connection_stays_whole() -> None:
    try:
        psycopg.connect("host=127.0.0.1 port=1 connect_timeout=5")
    except psycopg.OperationalError:
        error = sys.exc_info()[1]
    assert error is not None
    for line in _logged(error):
        assert line.count("Connection refused") == 2
    for line in _logged(OperationalError("of Django's own")):
        assert line.count("of Django's own") == 2
