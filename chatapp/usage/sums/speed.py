"""How fast calls were: the time to the first token, and the tokens per second after it, counted in bins.

Counted are calls that ended well, as they ended; not those that a sweep closed, whose server settled them later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Count, F, FloatField, Func, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, ExtractHour

from chatapp.usage.models import MonthlySpeed, SpeedFold, UsageRecord

from .selection import Selection

# Eight bins for each power of ten: a quantile is right to a tenth.
_STEPS: Final = (1.0, 1.3, 1.8, 2.4, 3.2, 4.2, 5.6, 7.5)
# Fewer tokens, or a shorter time, say nothing of tokens per second: the answer came at once.
_LEAST_TOKENS: Final = 20
_LEAST_MS: Final = 200
_ENDED: Final = Q(status="done", first_token_ms__isnull=False)
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
# Milliseconds; tokens per second.
FIRST_TOKEN: Final = Measure("first", Cast("first_token_ms", FloatField()), _edges(1, 5))
RATE: Final = Measure("rate", _RATE, _edges(0, 3))
MEASURES: Final = {measure.name: measure for measure in (FIRST_TOKEN, RATE)}


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


def histograms(selection: Selection, measure: Measure, *, by_hour: bool = True) -> dict[Group, Histogram]:
    """Of each model and hour of the day, in the time zone of the installation; else all hours as hour 0."""
    counted: dict[Group, Counter[int]] = {}
    columns = ("model_name", "bin", *(("hour",) if by_hour else ()))
    for rows in _counted(selection, measure, columns):
        for model, number, *hours, calls in rows:
            hour = hours[0] if hours else 0
            counted.setdefault((model, hour), Counter())[number] += calls
    return {group: Histogram(measure, bins) for group, bins in counted.items()}


def merged(measure: Measure, parts: Sequence[Histogram]) -> Histogram:
    whole: Counter[int] = Counter()
    for part in parts:
        whole.update(part.bins)
    return Histogram(measure, whole)


def timed(rows: QuerySet[Any], measure: Measure) -> QuerySet[Any]:
    """Those rows that are counted, with the number of their `bin`."""
    ended: QuerySet[Any, Any] = rows.filter(_ENDED).annotate(bin=measure.bin)
    return ended.filter(bin__isnull=False)


def _counted(selection: Selection, measure: Measure, columns: Sequence[str]) -> list[QuerySet[Any, Any]]:
    """Rows of the columns and how many calls: of the months that are folded, and of the ledger around them."""
    ledger: QuerySet[Any] = UsageRecord.objects.filter(corrects=None)
    ledger = timed(selection.calls if "unpriced" in selection.narrowed else selection.of(ledger), measure)
    folded = SpeedFold.objects.first()
    first, end = selection.period.whole_months
    if folded is None or folded.zone != settings.TIME_ZONE or not _FOLDED.issuperset(selection.narrowed):
        return [_grouped(ledger, columns)]
    end = min(end, folded.until)
    if first >= end or selection.user_id is not None:
        return [_grouped(ledger, columns)]
    around = Q(at__lt=first) | Q(at__gte=end) | Q(pk__gt=folded.up_to)
    months = selection.of(MonthlySpeed.objects.filter(measure=measure.name, pk__lte=folded.last))
    months = months.filter(at__gte=first, at__lt=end)
    known: QuerySet[Any, Any] = months.values_list(*columns).annotate(sum_calls=Sum("calls"))
    return [known, _grouped(ledger.filter(around), columns)]


def _grouped(ledger: QuerySet[Any], columns: Sequence[str]) -> QuerySet[Any, Any]:
    hours = ledger.annotate(hour=ExtractHour("at")).order_by()
    groups: QuerySet[Any, Any] = hours.values_list(*columns).annotate(sum_calls=Count("pk"))
    return groups
