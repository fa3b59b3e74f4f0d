"""Folds the speed of the calls of past months, so that a year is read as fast as a month."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q
from django.db.models.functions import ExtractHour, TruncMonth

from chatapp.usage.models import MonthlyModelSpeed, MonthlySpeed, SpeedFold, UsageRecord

from .folding import last_row
from .period import Period
from .speed import by_model, counted_in_bins


def fold_speed() -> None:
    """Fold the months that ended since, and what came late of those that are folded.

    The hours are those of `TIME_ZONE`: when it was changed, all are made anew.
    """
    if last := last_row():
        _fold(last, Period.of_month().moments[0])


def rebuild_speed() -> None:
    with transaction.atomic():
        _forget(_lock())
    fold_speed()


@transaction.atomic
def _fold(last: int, this_month: datetime) -> None:
    done = _lock()
    if done and done.zone != settings.TIME_ZONE:
        _forget(done)
        done = None
    if done and done.until == this_month and done.up_to == last and by_model(done):
        return
    added = Q(at__lt=this_month, pk__lte=last)
    if done:
        added &= Q(at__gte=done.until) | Q(pk__gt=done.up_to)
    _insert(added)
    newest = MonthlySpeed.objects.aggregate(last=Max("pk"))["last"] or 0
    _insert_models(done)
    SpeedFold(
        pk=done.pk if done else None,
        up_to=last,
        until=this_month,
        zone=settings.TIME_ZONE,
        last=newest,
        models_last=newest,
    ).save()


def _lock() -> SpeedFold | None:
    """One process folds at a time."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE usage_speedfold IN SHARE ROW EXCLUSIVE MODE")
    return SpeedFold.objects.first()


def _forget(done: SpeedFold | None) -> None:
    MonthlySpeed.objects.all().delete()
    MonthlyModelSpeed.objects.all().delete()
    if done:
        done.delete()


def _insert(added: Q) -> None:
    """By the statement that reads the ledger: what a bin is is said once."""
    rows: Any = UsageRecord.objects.filter(added, corrects=None)
    sql, parameters = counted_in_bins(
        rows, "provider_name", "model_name", month=TruncMonth("at"), hour=ExtractHour("at")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO usage_monthlyspeed (provider_name, model_name, at, hour, measure, bin, calls) "
            + sql,
            parameters,
        )


def _insert_models(done: SpeedFold | None) -> None:
    """What is new, and all of it where the last fold did not go on with them."""
    after = done.last if done and by_model(done) else 0
    with connection.cursor() as cursor:
        if not after:
            cursor.execute("DELETE FROM usage_monthlymodelspeed")
        cursor.execute(_FOLD_MODELS, [after])


_FOLD_MODELS: Final = """
    INSERT INTO usage_monthlymodelspeed (id, at, provider_name, model_name, measure, bin, calls)
    SELECT max(id), at, provider_name, model_name, measure, bin, sum(calls) FROM usage_monthlyspeed
    WHERE id > %s GROUP BY at, provider_name, model_name, measure, bin
"""
