"""How fast calls were: to the first token, to the end, and in tokens per second between, counted in bins.

Counted are calls that ended well, as they ended; not those that a sweep closed, whose server settled them later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Case, F, FloatField, Func, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, ExtractHour

from chatapp.usage.models import MonthlySpeed, SpeedFold, UsageRecord

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


def histograms(selection: Selection, by_hour: Measure) -> dict[str, dict[Group, Histogram]]:
    """By the name of each measure: of each model, as hour 0; of the measure `by_hour` of each hour of the day, too, in
    the time zone of the installation."""
    counted: dict[str, dict[Group, Counter[int]]] = {name: {} for name in MEASURES}
    for model, measure, number, hour, calls in _counted(selection, by_hour):
        counted[measure].setdefault((model, hour), Counter())[number] += calls
    return {
        name: {group: Histogram(MEASURES[name], bins) for group, bins in groups.items()}
        for name, groups in counted.items()
    }


def merged(measure: Measure, parts: Sequence[Histogram]) -> Histogram:
    whole: Counter[int] = Counter()
    for part in parts:
        whole.update(part.bins)
    return Histogram(measure, whole)


def timed(rows: QuerySet[Any], *columns: str, **expressions: Combinable) -> tuple[str, tuple[Any, ...]]:
    """The statement of a row for each call and each measure of it: columns, expressions, `measure` and `bin`."""
    bins = {f"bin_{name}": measure.bin for name, measure in MEASURES.items()}
    named = rows.filter(_ENDED).order_by().annotate(**expressions, **bins)
    sql, parameters = named.values(*columns, *expressions, *bins).query.sql_with_params()
    kept = ", ".join((*columns, *expressions))
    # All measures of a call at once: the calls are read once.
    each = ", ".join(f"('{name}', bin_{name})" for name in MEASURES)
    return (
        f"SELECT {kept}, measure, bin FROM ({sql}) AS timed CROSS JOIN LATERAL (VALUES {each}) AS each (measure, bin) "  # noqa: S608
        "WHERE bin IS NOT NULL",
        parameters,
    )


def _counted(selection: Selection, by_hour: Measure) -> Iterator[tuple[str, str, int, int, int]]:
    """Model, measure, bin, hour and how many calls: of the months that are folded, and of the ledger around them."""
    ledger: QuerySet[Any] = UsageRecord.objects.filter(corrects=None)
    ledger = selection.calls if "unpriced" in selection.narrowed else selection.of(ledger)
    folded = SpeedFold.objects.first()
    first, end = selection.period.whole_months
    if folded is None or folded.zone != settings.TIME_ZONE or not _FOLDED.issuperset(selection.narrowed):
        yield from _grouped(ledger, by_hour)
        return
    end = min(end, folded.until)
    if first >= end or selection.user_id is not None:
        yield from _grouped(ledger, by_hour)
        return
    months = selection.of(MonthlySpeed.objects.filter(pk__lte=folded.last)).filter(at__gte=first, at__lt=end)
    hour = Case(When(measure=by_hour.name, then=F("hour")), default=Value(0))
    groups: QuerySet[Any, Any] = months.annotate(shown=hour).values_list(
        "model_name", "measure", "bin", "shown"
    )
    yield from groups.annotate(sum_calls=Sum("calls"))
    yield from _grouped(ledger.filter(Q(at__lt=first) | Q(at__gte=end) | Q(pk__gt=folded.up_to)), by_hour)


def _grouped(ledger: QuerySet[Any], by_hour: Measure) -> list[tuple[str, str, int, int, int]]:
    sql, parameters = timed(ledger, "model_name", hour=ExtractHour("at"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT model_name, measure, bin, CASE WHEN measure = %s THEN hour::int ELSE 0 END, count(*) "  # noqa: S608
            f"FROM ({sql}) AS calls GROUP BY 1, 2, 3, 4",
            [by_hour.name, *parameters],
        )
        rows: list[tuple[str, str, int, int, int]] = cursor.fetchall()
        return rows
