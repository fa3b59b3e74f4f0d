"""How fast calls were: to the first token, to the end, and in tokens per second between, counted in bins.

Counted are calls that ended well, as they ended; not those that a sweep closed, whose server settled them later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Case, F, FloatField, Func, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, ExtractHour

from chatapp.usage.models import MonthlyModelSpeed, MonthlySpeed, SpeedFold, UsageRecord

from .selection import Selection

# Eight bins for each power of ten: a quantile is right to a tenth.
_STEPS: Final = (1.0, 1.3, 1.8, 2.4, 3.2, 4.2, 5.6, 7.5)
# Fewer tokens, or a shorter time, say nothing of tokens per second: the answer came at once.
_LEAST_TOKENS: Final = 20
_LEAST_MS: Final = 200
_ENDED: Final = Q(status="done")
# What the folded months know.
_FOLDED: Final = frozenset({"model", "provider"})

Group = tuple[str, int]


def _edges(first: int, last: int) -> tuple[float, ...]:
    return (*(step * 10**power for power in range(first, last) for step in _STEPS), float(10**last))


@dataclass(frozen=True)
class Measure:
    """`edges`: bin 0 lies below the first, bin n between edge n - 1 and edge n, the last one above all."""

    name: str
    value: Combinable
    edges: Sequence[float]

    @property
    def bin(self) -> Combinable:
        edges = Value(list(self.edges), output_field=ArrayField(FloatField()))
        return Func(self.value, edges, function="width_bucket", output_field=IntegerField())


_RATE: Final = Case(
    When(
        estimated=False,
        completion_tokens__gte=_LEAST_TOKENS,
        duration_ms__gte=F("first_token_ms") + _LEAST_MS,
        then=1000.0 * Cast("completion_tokens", FloatField()) / (F("duration_ms") - F("first_token_ms")),
    ),
    output_field=FloatField(),
)
# Milliseconds, and tokens per second.
FIRST_TOKEN: Final = Measure("first", Cast("first_token_ms", FloatField()), _edges(1, 5))
DURATION: Final = Measure("duration", Cast("duration_ms", FloatField()), _edges(1, 6))
RATE: Final = Measure("rate", _RATE, _edges(0, 3))
MEASURES: Final = {measure.name: measure for measure in (FIRST_TOKEN, DURATION, RATE)}


@dataclass(frozen=True)
class Histogram:
    """How many calls lie in which bin."""

    measure: Measure
    bins: Mapping[int, int]

    @property
    def calls(self) -> int:
        return sum(self.bins.values())

    def bounds(self, number: int) -> tuple[float, float]:
        """Of a bin; the outermost ones are taken to be as wide as their neighbours."""
        edges = self.measure.edges
        low = edges[number - 1] if number else edges[0] * edges[0] / edges[1]
        high = edges[number] if number < len(edges) else edges[-1] * edges[-1] / edges[-2]
        return low, high

    def quantile(self, share: float) -> float | None:
        """About: within its bin the calls are taken to lie evenly on a logarithmic scale. None of no calls."""
        left = share * self.calls
        for number in sorted(self.bins):
            if left <= self.bins[number]:
                low, high = self.bounds(number)
                return low * float((high / low) ** (left / self.bins[number]))
            left -= self.bins[number]
        return None


def histograms(selection: Selection) -> dict[str, dict[str, Histogram]]:
    """By the name of each measure: of each model."""
    counted: dict[str, dict[str, Counter[int]]] = {name: {} for name in MEASURES}
    months, ledger = _sources(selection, hours=False)
    rows = [] if months is None else months.values_list("model_name", "measure", "bin").annotate(Sum("calls"))
    for model, measure, number, calls in (*rows, *_rows(*counted_in_bins(ledger, "model_name"))):
        counted[measure].setdefault(model, Counter())[number] += calls
    return {
        name: {model: Histogram(MEASURES[name], bins) for model, bins in models.items()}
        for name, models in counted.items()
    }


def by_hour(selection: Selection, measure: Measure, models: Sequence[str]) -> dict[Group, Histogram]:
    """Of these models and each hour of the day, in the time zone of the installation."""
    counted: dict[Group, Counter[int]] = {}
    if not models:
        return {}
    months, ledger = _sources(selection, hours=True)
    rows: Iterable[tuple[Any, ...]] = []
    if months is not None:
        months = months.filter(measure=measure.name, model_name__in=models)
        rows = months.values_list("model_name", "hour", "measure", "bin").annotate(Sum("calls"))
    late = counted_in_bins(
        ledger.filter(model_name__in=models), "model_name", measures=[measure], hour=ExtractHour("at")
    )
    for model, hour, _, number, calls in (*rows, *_rows(*late)):
        counted.setdefault((model, int(hour)), Counter())[number] += calls
    return {group: Histogram(measure, bins) for group, bins in counted.items()}


def merged(measure: Measure, parts: Sequence[Histogram]) -> Histogram:
    whole: Counter[int] = Counter()
    for part in parts:
        whole.update(part.bins)
    return Histogram(measure, whole)


def counted_in_bins(
    rows: QuerySet[Any],
    *columns: str,
    measures: Iterable[Measure] = tuple(MEASURES.values()),
    **expressions: Combinable,
) -> tuple[str, tuple[Any, ...]]:
    """The statement of how many calls lie in which bin: columns, expressions, `measure`, `bin` and `calls`.

    All measures in one reading of the calls, each grouped on its own: that is twice as fast as a row for each measure.
    """
    bins = {f"bin_{measure.name}": measure.bin for measure in measures}
    named = rows.filter(_ENDED).order_by().annotate(**expressions, **bins)
    sql, parameters = named.values(*columns, *expressions, *bins).query.sql_with_params()
    kept = ", ".join((*columns, *expressions))
    name = " ".join(f"WHEN grouping({each}) = 0 THEN '{each.removeprefix('bin_')}'" for each in bins)
    groups = ", ".join(f"({kept}, {each})" for each in bins)
    return (
        f"SELECT * FROM (SELECT {kept}, CASE {name} END AS measure, coalesce({', '.join(bins)}) AS bin, "  # noqa: S608
        f"count(*) AS calls FROM ({sql}) AS timed GROUP BY GROUPING SETS ({groups})) AS counted "
        "WHERE bin IS NOT NULL",
        parameters,
    )


def by_model(done: SpeedFold) -> bool:
    """Are the months without hours as far as those with them? A server of an older version folds these only."""
    return done.last == done.models_last


def _sources(selection: Selection, *, hours: bool) -> tuple[QuerySet[Any, Any] | None, QuerySet[Any]]:
    """The months that are folded, `hours`: with the hours of the day, and the ledger around them."""
    ledger: QuerySet[Any] = UsageRecord.objects.filter(corrects=None)
    ledger = selection.calls if "unpriced" in selection.narrowed else selection.of(ledger)
    folded = SpeedFold.objects.first()
    first, end = selection.period.whole_months
    if folded is None or folded.zone != settings.TIME_ZONE or not _FOLDED.issuperset(selection.narrowed):
        return None, ledger
    end = min(end, folded.until)
    if first >= end or selection.user_id is not None:
        return None, ledger
    rows: QuerySet[Any] = MonthlySpeed.objects.all()
    if not hours and by_model(folded):
        rows = MonthlyModelSpeed.objects.all()
    months = selection.of(rows.filter(pk__lte=folded.last)).filter(at__gte=first, at__lt=end)
    return months, ledger.filter(Q(at__lt=first) | Q(at__gte=end) | Q(pk__gt=folded.up_to))


def _rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
