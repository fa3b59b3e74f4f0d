"""How much: calls, tokens, dollars, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import reduce
from typing import Any, Final, NamedTuple

from django.db.models import (
    Aggregate,
    BigIntegerField,
    Count,
    DecimalField,
    FloatField,
    Func,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from chatapp.usage.models import FoldedSummand, Grain, LedgerSummand, UsageRecord

from .dimensions import DIMENSIONS, Dimension, dimension
from .folding import by_model, by_person, usable
from .period import Period
from .selection import Selection

_DOLLARS: Final = ("cost", "estimated_cost")
_COUNTED: Final = ("prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens")

_TIMED: Final = 20_000
_ENDED: Final = Q(status="done", first_token_ms__isnull=False)


class Totals(NamedTuple):
    """Of some calls. `cost` is what is known: `unpriced` calls are not in it, `estimated_cost` is a part of it."""

    calls: int
    cost: Decimal
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    reasoning_tokens: int
    total_tokens: int
    failed: int
    unpriced: int
    estimated: int
    estimated_cost: Decimal
    stored: int

    @classmethod
    def none(cls) -> Totals:
        """Of no calls."""
        return cls(0, Decimal(0), 0, 0, 0, 0, 0, 0, 0, 0, Decimal(0), 0)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Totals:
        """Of a row that `sums` has."""
        return cls(*(row[f"sum_{name}"] for name in cls._fields))

    def plus(self, other: Totals) -> Totals:
        pairs: Iterable[tuple[Any, Any]] = zip(self, other, strict=True)
        return Totals(*(one + another for one, another in pairs))

    @property
    def stored_share(self) -> float:
        """Of the calls, from 0 to 1."""
        return self.stored / self.calls if self.calls else 0.0


Groups = Mapping[tuple[str, ...], Totals]


class Overall(NamedTuple):
    """`people`: how many different ones called. `p50` and `p95`: milliseconds until the first token of the calls
    that ended well, of the newest 20,000; None where none was recorded."""

    totals: Totals
    people: int
    p50: float | None
    p95: float | None


def overall(selection: Selection, groups: Groups | None = None) -> Overall:
    """`groups`: all calls of the selection, where they are known in groups already."""
    summands = _summands(selection, DIMENSIONS["person"])
    people: int = summands.aggregate(people=Count("user_id", distinct=True))["people"]
    totals = whole(groups) if groups else total(selection)
    return Overall(totals, people, **_speed(selection))


def whole(groups: Groups) -> Totals:
    return reduce(Totals.plus, groups.values(), Totals.none())


def folded(groups: Groups, place: int) -> dict[str, Totals]:
    """The totals of each value that stands at this place of the groups, the costliest first."""
    parts: dict[str, Totals] = {}
    for values, totals in groups.items():
        known = parts.get(values[place])
        parts[values[place]] = known.plus(totals) if known else totals
    order = sorted(parts.items(), key=lambda part: (-part[1].cost, -part[1].calls, part[0]))
    return dict(order)


def total(selection: Selection) -> Totals:
    return Totals.of(_summands(selection).aggregate(**_sums()))


def grouped(selection: Selection, *by: Dimension, most: int) -> dict[tuple[str, ...], Totals]:
    """The totals of each combination of values, the costliest first, `most` of them at most."""
    names = [f"value_{number}" for number in range(len(by))]
    rows = sums(selection, by).order_by("-sum_cost", "-sum_calls", *names)[:most]
    return {tuple(row[name] for name in names): Totals.of(row) for row in rows}


def largest(selection: Selection, by: Dimension, most: int) -> list[str]:
    """The values that `grouped` has, in its order: a third of the work."""
    summands: QuerySet[Any, Any] = _summands(selection, by)
    # A status that all of its calls left since leaves a group of none.
    rows = summands.values(value=by.value).annotate(sum_cost=_sum("cost"), sum_calls=_sum("calls"))
    order = "-sum_cost", "-sum_calls", "value"
    return list(rows.exclude(sum_calls=0).order_by(*order).values_list("value", flat=True)[:most])


def sums(selection: Selection, by: Sequence[Dimension]) -> QuerySet[Any, Any]:
    """The rows of `Totals.of`, with `value_0` and so on for each combination of values. In no order."""
    values = {f"value_{number}": each.value for number, each in enumerate(by)}
    # The type checker does not know columns that are named as it runs.
    summands: QuerySet[Any, Any] = _summands(selection, *by)
    # A status that all of its calls left since leaves a group of none.
    rows: QuerySet[Any, Any] = summands.values(**values).annotate(**_sums()).exclude(sum_calls=0)
    return rows


def costs(selection: Selection, *by: Dimension, most: int) -> dict[tuple[str, ...], Decimal]:
    """Only the cost of each combination of values, the costliest first: a fifth of the work."""
    values = {f"value_{number}": each.value for number, each in enumerate(by)}
    summands: QuerySet[Any, Any] = _summands(selection, *by)
    rows = summands.values(**values).annotate(sum_cost=_sum("cost")).order_by("-sum_cost", *values)[:most]
    return {tuple(row[name] for name in values): row["sum_cost"] for row in rows}


def _speed(selection: Selection) -> dict[str, float | None]:
    """Rows of the ledger as they are, where these will do: a call that was lost and settled has its times in the
    correction, and one that a person corrected has them where they were."""
    rows: QuerySet[Any] = UsageRecord.objects.filter(reason="")
    timed = selection.calls if "unpriced" in selection.narrowed else selection.of(rows)
    newest = timed.filter(_ENDED).order_by("-at")[:_TIMED]
    return newest.aggregate(p50=_Percentile(0.5), p95=_Percentile(0.95))


def _summands(selection: Selection, *by: Dimension) -> QuerySet[Any]:
    """What the sums are made of: the fewest rows that will do, and the ledger where these end."""
    grains = frozenset(Grain).intersection(
        *(each.grains for each in (*by, *map(dimension, selection.narrowed)))
    )
    done = usable()
    if done is None or grains == {Grain.CALL}:
        return selection.of(LedgerSummand.objects.all())
    if selection.user_id is None and Grain.MODEL_DAY in grains and by_model(done):
        folded = Q(grain=Grain.MODEL_DAY)
    # Whoever asks for no days is served by months, which are fewer where many people call a few models.
    elif Grain.MONTH not in grains and Grain.PERSON_DAY in grains and by_person(done):
        folded = Q(grain=Grain.PERSON_DAY)
    else:
        folded = _coarsest(selection.period, done.months_until if Grain.MONTH in grains else None)
    # The view leaves out the same rows; a number here lets the database pass them over.
    calls = Q(grain=Grain.CALL, pk__gt=done.up_to)
    return selection.of(FoldedSummand.objects.filter(calls | folded))


def _coarsest(period: Period, months_until: datetime | None) -> Q:
    """Each folded call once: the whole months, and the days around them."""
    first, end = period.whole_months
    end = min(end, months_until or first)
    days = Q(grain=Grain.DAY)
    if first >= end:
        return days
    months = Q(grain=Grain.MONTH, at__gte=first, at__lt=end)
    return months | days & (Q(at__lt=first) | Q(at__gte=end))


def _sums() -> dict[str, Func]:
    """By their names in a row: those of columns are taken."""
    sums: dict[str, Func] = {
        "calls": _sum("calls"),
        "cost": _sum("cost"),
        **{name: _sum(name) for name in _COUNTED},
        "failed": _sum("failed_calls"),
        "unpriced": _sum("unpriced_calls"),
        "estimated": _sum("estimated_calls"),
        "estimated_cost": _sum("estimated_cost"),
        "stored": _sum("stored_calls"),
    }
    return {f"sum_{name}": each for name, each in sums.items()}


def _sum(column: str) -> Func:
    """As the column is: the database sums counts to a number with decimals."""
    kind = DecimalField(max_digits=40, decimal_places=10) if column in _DOLLARS else BigIntegerField()
    return Coalesce(Cast(Sum(column), kind), Value(0), output_field=kind)


class _Percentile(Aggregate):
    """Postgres' `percentile_cont` of the time to the first token."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, share: float) -> None:
        super().__init__("first_token_ms", share=share, output_field=FloatField())
