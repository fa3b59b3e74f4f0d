"""Failed calls by their cause: which provider, what it said, who was hit, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate, TruncMonth
from django.urls import reverse

from chatapp.completions.models import Completion
from chatapp.review.charts.columns import OTHERS, SERIES, Column, Part
from chatapp.review.charts.stacked_bars import Chart, stacked
from chatapp.review.page import moments, unit_of
from chatapp.usage.sums.dimensions import FAILED
from chatapp.usage.sums.selection import Selection

Row = dict[str, Any]

MOST: Final = 100
_PROVIDER: Final = ("provider_name",)
_CAUSE: Final = {
    "http": KeyTextTransform("status", "error"),
    "code": KeyTextTransform("code", "error"),
    "words": KeyTextTransform("message", "error"),
}
_INTERRUPTED: Final = "The server ended in the middle of the answer"
_CUT: Final = "See in the server's log why it ended; with GRACE_SECONDS a restart waits for answers."
_UNREACHED: Final = "See whether the provider answers, and give the model a fallback."
# By the status of the provider's answer; of others the hundred counts.
_REMEDIES: Final = {
    401: "Check the API key of the provider.",
    402: "Look at the account of the provider: its credit is used up.",
    403: "Check what the API key of the provider may do.",
    404: "Check the name of the model: the provider does not have it.",
    408: _UNREACHED,
    413: "The requests are too large for this provider: choose a model with a larger context.",
    429: "Ask the provider for a higher limit, or give the model a fallback.",
    400: "Open an example: the provider refuses what is asked of this model.",
    500: "The fault is the provider's. Give the model a fallback.",
}


class Failure(NamedTuple):
    """All calls of a period that failed for one reason. `before`: how many of the period before.

    `series`: its colour in the chart, the last one that of all others.
    """

    series: int
    provider: str
    message: str
    status: int | None
    code: str
    calls: int
    before: int
    people: int
    models: list[str]
    last: datetime
    example: str
    remedy: str


def context(selection: Selection) -> dict[str, Any]:
    parts = _parts(selection)
    rows = _merged(parts)[:MOST]
    return {
        "failures": failures(selection, rows),
        "trend": _trend(selection, rows, parts),
        "unit": unit_of(selection.period),
    }


def failures(selection: Selection, rows: Sequence[Row]) -> list[Failure]:
    """The most frequent ones first, MOST at most."""
    before = {_key(row): row["calls"] for row in _counted(selection.before)}
    return [_failure(min(place, SERIES - 1), row, before.get(_key(row), 0)) for place, row in enumerate(rows)]


def _trend(selection: Selection, rows: Sequence[Row], parts: Sequence[Row]) -> Chart:
    """How many calls of each day or month failed for the most frequent reasons, and for all others."""
    causes = {_key(row): place for place, row in enumerate(rows[: SERIES - 1])}
    counted: Counter[tuple[str, int]] = Counter()
    for part in parts:
        counted[part["moment"], causes.get(_key(part), SERIES - 1)] += part["calls"]
    names = [_title(row) for row in rows[: SERIES - 1]] + [OTHERS] * SERIES
    return stacked(
        [
            Column(
                moment,
                [
                    Part(series, names[series], Decimal(series_of), where)
                    for series in range(SERIES)
                    if (series_of := counted.get((moment, series)))
                ],
            )
            for moment, where in moments(selection.narrow({"failed": "true"})).items()
        ]
    )


def _merged(parts: Sequence[Row]) -> list[Row]:
    """A row for each cause, the most frequent first."""
    causes: dict[tuple[Any, ...], list[Row]] = {}
    for part in parts:
        causes.setdefault(_key(part), []).append(part)
    rows = [
        {
            **same[0],
            "calls": sum(part["calls"] for part in same),
            "people": len({person for part in same for person in part["whose"] if person is not None}),
            "models": sorted({model for part in same for model in part["models"]}),
            "last": max(part["last"] for part in same),
            "example": max(part["example"] for part in same),
        }
        for same in causes.values()
    ]
    return sorted(
        rows, key=lambda row: (-row["calls"], row["provider_name"], not row["words"], row["words"] or "")
    )


def _parts(selection: Selection) -> list[Row]:
    """A row for each cause and day or month: what is counted of both takes one reading of the calls."""
    by_month = unit_of(selection.period) == "month"
    at = (TruncMonth if by_month else TruncDate)("queued_at")
    rows: QuerySet[Any, Any] = _counted(selection, at=at).annotate(
        whose=ArrayAgg("user_id", distinct=True),
        models=ArrayAgg("model_name", distinct=True),
        last=Max("queued_at"),
        # Ids are in the order of time.
        example=Max(Cast("pk", TextField())),
    )
    return [{**row, "moment": f"{row['at']:{'%Y-%m' if by_month else '%Y-%m-%d'}}"} for row in rows]


def _counted(selection: Selection, **more: Combinable) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = (
        _failed(selection).order_by().values(*_PROVIDER, **_CAUSE, **more).annotate(calls=Count("pk"))
    )
    return rows


def _failed(selection: Selection) -> QuerySet[Completion]:
    """A call has the same moment and the same end in the ledger, which only knows more of it."""
    first, end = selection.period.moments
    failed = Completion.objects.filter(status__in=FAILED, queued_at__gte=first, queued_at__lt=end)
    if not selection.narrowed:
        return failed
    return failed.filter(pk__in=selection.calls.filter(status__in=FAILED).values("completion_id"))


def _key(row: Row) -> tuple[Any, ...]:
    return row["provider_name"], row["http"], row["code"], row["words"]


def _failure(series: int, row: Row, before: int) -> Failure:
    status = int(row["http"]) if (row["http"] or "").isdecimal() else None
    return Failure(
        series,
        row["provider_name"],
        row["words"] or _INTERRUPTED,
        status,
        row["code"] or "",
        row["calls"],
        before,
        row["people"],
        row["models"],
        row["last"],
        reverse("admin:completions_completion_change", args=[row["example"]]),
        _remedy(status) if row["words"] else _CUT,
    )


def _title(row: Row) -> str:
    status = f" ({row['http']})" if row["http"] else ""
    return f"{row['provider_name']}: {row['words'] or _INTERRUPTED}{status}"


def _remedy(status: int | None) -> str:
    if status is None:
        return _UNREACHED
    return _REMEDIES.get(status) or _REMEDIES.get(status // 100 * 100, _UNREACHED)
