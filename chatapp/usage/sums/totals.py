"""How much: calls, tokens, dollars, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
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

from chatapp.usage.models import FoldedSummand, LedgerSummand

from .dimensions import FAILED, Dimension, dimension
from .folding import is_usable
from .selection import Selection

_COUNTED: Final = ("prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens")

_TIMED: Final = 50_000
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

    def plus(self, other: Totals) -> Totals:
        pairs: Iterable[tuple[Any, Any]] = zip(self, other, strict=True)
        return Totals(*(one + another for one, another in pairs))


class Overall(NamedTuple):
    """`people`: how many different ones called. `p50` and `p95`: milliseconds until the first token of the calls
    that ended well, of the newest 50,000; None where none was recorded."""

    totals: Totals
    people: int
    p50: float | None
    p95: float | None


def overall(selection: Selection) -> Overall:
    row = _summands(selection).aggregate(**_sums(), people=Count("user_id", distinct=True))
    newest = selection.calls.filter(_ENDED).order_by("-at")[:_TIMED]
    speed = newest.aggregate(p50=_Percentile(0.5), p95=_Percentile(0.95))
    return Overall(_totals(row), row["people"], **speed)


def total(selection: Selection) -> Totals:
    return _totals(_summands(selection).aggregate(**_sums()))


def grouped(selection: Selection, *by: Dimension, most: int) -> dict[tuple[str, ...], Totals]:
    """The totals of each combination of values, the costliest first, `most` of them at most."""
    names = [f"value_{number}" for number in range(len(by))]
    values = {name: dimension.value for name, dimension in zip(names, by, strict=True)}
    # The type checker does not know columns that are named as it runs.
    summands: QuerySet[Any, Any] = _summands(selection, *by)
    # A status that all of its calls left since leaves a group of none.
    sums = summands.values(**values).annotate(**_sums()).exclude(sum_calls=0)
    rows = sums.order_by("-sum_cost", "-sum_calls", *names)[:most]
    return {tuple(row[name] for name in names): _totals(row) for row in rows}


def _summands(selection: Selection, *by: Dimension) -> QuerySet[Any]:
    """What the sums are made of: days where these will do, else the ledger."""
    asked = [*by, *(dimension(name) for name in selection.narrowed)]
    if is_usable() and not any(each.within_a_day for each in asked):
        return selection.of(FoldedSummand.objects.all())
    return selection.of(LedgerSummand.objects.all())


def _totals(row: Mapping[str, Any]) -> Totals:
    return Totals(*(row[f"sum_{name}"] for name in Totals._fields))


def _sums() -> dict[str, Func]:
    """By their names in a row: those of columns are taken."""
    sums: dict[str, Func] = {
        "calls": _sum("calls"),
        "cost": _sum("cost"),
        **{name: _sum(name) for name in _COUNTED},
        "failed": _sum("calls", Q(status__in=FAILED)),
        "unpriced": _sum("calls", Q(unpriced=True)),
        "estimated": _sum("calls", Q(estimated=True)),
        "estimated_cost": _sum("cost", Q(estimated=True)),
    }
    return {f"sum_{name}": each for name, each in sums.items()}


def _sum(column: str, condition: Q | None = None) -> Func:
    """As the column is: the database sums counts to a number with decimals."""
    kind = DecimalField(max_digits=40, decimal_places=10) if column == "cost" else BigIntegerField()
    return Coalesce(Cast(Sum(column, filter=condition), kind), Value(0), output_field=kind)


class _Percentile(Aggregate):
    """Postgres' `percentile_cont` of the time to the first token."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, share: float) -> None:
        super().__init__("first_token_ms", share=share, output_field=FloatField())
