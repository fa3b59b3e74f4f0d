"""Folds the ledger into days, these into days by model and days by person, and those of past months into months.

A sum over a year reads months, and is the same before and after, to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic, sleep
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from chatapp.usage.models import DailyModelSum, DailyPersonSum, DailySum, Fold, MonthlySum

from .period import Period

# Fewer rows are summed as fast as they are, and each fold adds rows of its own for a day.
WORTH_IT: Final = 10_000
# Of one transaction.
_BATCH: Final = 200_000
# Seconds.
_PATIENCE: Final = 2.0
_AGAIN: Final = 0.05

_SAME: Final = (
    "kind", "user_id", "user_email", "api_key_id", "provider_name", "model_name", "served_model", "status", "store",
    "labels", "group_names", "assistant", "tools", "estimated", "unpriced",
)  # fmt: skip
_ADDED: Final = {
    name: f"sum({name})"
    for name in (
        "calls", "prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens", "cost",
    )
}  # fmt: skip
_PARTS: Final = {
    "failed_calls": "coalesce(sum(calls) FILTER (WHERE status IN ('failed', 'interrupted')), 0)",
    "unpriced_calls": "coalesce(sum(calls) FILTER (WHERE unpriced), 0)",
    "estimated_calls": "coalesce(sum(calls) FILTER (WHERE estimated), 0)",
    "estimated_cost": "coalesce(sum(cost) FILTER (WHERE estimated), 0)",
    "stored_calls": "coalesce(sum(calls) FILTER (WHERE store), 0)",
}


class _Further(NamedTuple):
    """What days are folded into once more: the table, the column of `Fold` that says how far, and its columns."""

    table: str
    up_to: str
    same: Sequence[str]
    added: Mapping[str, str]

    def statement(self, days: str) -> str:
        return _folded(self.table, "day", days, "true", self.same, self.added)


_MODELS: Final = _Further(
    "usage_dailymodelsum",
    "models_up_to",
    ("kind", "provider_name", "model_name", "served_model", "status", "store", "estimated", "unpriced"),
    _ADDED,
)
_PEOPLE: Final = _Further(
    "usage_dailypersonsum", "people_up_to", ("user_id", "user_email"), {**_ADDED, **_PARTS}
)
_FURTHER: Final = (_MODELS, _PEOPLE)


def fold(worth_it: int = WORTH_IT) -> int:
    """Fold what is not folded yet, where that is at least `worth_it` rows. How many rows of the ledger.

    The days are those of `TIME_ZONE`: when it was changed, all are made anew.
    """
    if usable() is None:
        _forget()
    last, folded = last_row(), 0
    while (batch := _fold(last, worth_it)) > 0:
        folded, worth_it = folded + batch, 1
    _fold_further()
    _fold_months()
    return folded


def rebuild() -> int:
    """Fold the whole ledger anew. How many of its rows."""
    _forget()
    return fold(worth_it=1)


def usable() -> Fold | None:
    """How far the ledger is folded; None while the days are not those of `TIME_ZONE`: sums read the ledger then."""
    done = Fold.objects.first() or Fold(zone=settings.TIME_ZONE)
    return done if done.zone == settings.TIME_ZONE else None


def by_model(done: Fold) -> bool:
    """Are the days by model as far as the days? A server of an older version folds days only."""
    return _is_as_far(_MODELS, done)


def by_person(done: Fold) -> bool:
    """The same of the days by person."""
    return _is_as_far(_PEOPLE, done)


def _is_as_far(further: _Further, done: Fold) -> bool:
    up_to: int = getattr(done, further.up_to)
    return 0 < done.up_to == up_to


@transaction.atomic
def _forget() -> None:
    _lock()
    DailySum.objects.all().delete()
    DailyModelSum.objects.all().delete()
    DailyPersonSum.objects.all().delete()
    MonthlySum.objects.all().delete()
    Fold.objects.all().delete()


def _lock() -> None:
    """One process folds at a time."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE usage_fold IN SHARE ROW EXCLUSIVE MODE")


def last_row() -> int:
    """The last row of the ledger below which none is missing: rows are not seen in the order of their ids.

    A writer that has an id below it holds the table's lock, so it is enough to wait for those who hold one now.
    0: one of them is slow, and nothing is folded this time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM usage_usagerecord")
        last: int = cursor.fetchone()[0]
        writers = _writers(cursor)
        latest = monotonic() + _PATIENCE
        while writers and monotonic() < latest:
            sleep(_AGAIN)
            writers &= _writers(cursor)
    return 0 if writers else last


def _writers(cursor: CursorWrapper) -> set[str]:
    cursor.execute(_WRITERS)
    return {transaction for (transaction,) in cursor.fetchall()}


@transaction.atomic
def _fold(last: int, worth_it: int) -> int:
    """One batch. How many ids it went on by; 0: it is not worth it."""
    _lock()
    done = Fold.objects.first() or Fold(zone=settings.TIME_ZONE)
    if done.zone != settings.TIME_ZONE or last - done.up_to < worth_it:
        return 0
    until = min(last, done.up_to + _BATCH)
    values: dict[str, Any] = {
        "after": done.up_to,
        "until": until,
        "zone": settings.TIME_ZONE,
        "before": done.months_until,
    }
    going_on = [further for further in _FURTHER if _is_as_far(further, done)]
    with connection.cursor() as cursor:
        cursor.execute(_days_and(going_on), values)
        if done.months_until:
            cursor.execute(_FOLD_LATE, values)
    went_on = until - done.up_to
    for further in going_on:
        setattr(done, further.up_to, until)
    done.up_to = until
    done.save()
    return went_on


@transaction.atomic
def _fold_further() -> None:
    """All days anew, where the last fold did not go on with them."""
    _lock()
    done = Fold.objects.first()
    if done is None:
        return
    for further in _FURTHER:
        if not _is_as_far(further, done):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {further.table}")  # noqa: S608  (of constants)
                cursor.execute(further.statement("usage_dailysum"), {"zone": done.zone})
            setattr(done, further.up_to, done.up_to)
    done.save()


@transaction.atomic
def _fold_months() -> None:
    """Those that ended since; what is folded of them later goes to both, days and months."""
    _lock()
    done = Fold.objects.first()
    this_month = Period.of_month().moments[0]
    if done is None or done.zone != settings.TIME_ZONE or done.months_until == this_month:
        return
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "zone": settings.TIME_ZONE,
            "after": done.months_until,
            "before": this_month,
        }
        cursor.execute(_FOLD_MONTHS, values)
    done.months_until = this_month
    done.save()


_WRITERS: Final = """
    SELECT l.virtualtransaction FROM pg_locks l
    WHERE l.relation = 'usage_usagerecord'::regclass AND l.mode = 'RowExclusiveLock' AND l.granted
        AND l.pid <> pg_backend_pid() AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def _folded(
    table: str,
    unit: str,
    rows: str,
    condition: str,
    same: Sequence[str] = _SAME,
    added: Mapping[str, str] = _ADDED,
) -> str:
    return f"""
        INSERT INTO {table} (at, {", ".join((*same, *added))})
        SELECT date_trunc('{unit}', at, %(zone)s), {", ".join(same)}, {", ".join(added.values())}
        FROM {rows} WHERE {condition}
        GROUP BY 1, {", ".join(same)}
        HAVING {" OR ".join(f"{each} <> 0" for each in added.values())}
    """  # noqa: S608  (of constants)


def _days_and(further: Sequence[_Further]) -> str:
    """The days of a batch, and what they are folded into once more."""
    parts = [f"days AS ({_FOLD_DAYS} RETURNING *)"]
    parts += [f"further_{number} AS ({each.statement('days')})" for number, each in enumerate(further)]
    return f"WITH {', '.join(parts)} SELECT"


_BATCH_OF_CALLS: Final = "id > %(after)s AND id <= %(until)s"
_FOLD_DAYS: Final = _folded("usage_dailysum", "day", "usage_summand", _BATCH_OF_CALLS)
_FOLD_LATE: Final = _folded(
    "usage_monthlysum", "month", "usage_summand", f"{_BATCH_OF_CALLS} AND at < %(before)s"
)
_FOLD_MONTHS: Final = _folded(
    "usage_monthlysum", "month", "usage_dailysum",
    "at < %(before)s AND (%(after)s::timestamptz IS NULL OR at >= %(after)s)",
)  # fmt: skip
