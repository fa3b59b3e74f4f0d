"""How much: calls, tokens, dollars, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Aggregate, Count, DecimalField, FloatField, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from .dimensions import FAILED, Dimension
from .selection import Selection

_ZERO: Final = Value(Decimal(0), DecimalField())
_COUNTED: Final = ("prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens")

_ENDED: Final = Q(status="done")


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
    that ended well; None where none was recorded."""

    totals: Totals
    people: int
    p50: float | None
    p95: float | None


def overall(selection: Selection) -> Overall:
    row = selection.calls.aggregate(
        **_sums(), people=Count("user_id", distinct=True), p50=_Percentile(0.5), p95=_Percentile(0.95)
    )
    return Overall(_totals(row), row["people"], row["p50"], row["p95"])


def total(selection: Selection) -> Totals:
    return _totals(selection.calls.aggregate(**_sums()))


def grouped(selection: Selection, *by: Dimension, most: int) -> dict[tuple[str, ...], Totals]:
    """The totals of each combination of values, the costliest first, `most` of them at most."""
    names = [f"value_{number}" for number in range(len(by))]
    values = {name: dimension.value for name, dimension in zip(names, by, strict=True)}
    # The type checker does not know columns that are named as it runs.
    calls: QuerySet[Any, Any] = selection.calls.order_by()
    rows = calls.values(**values).annotate(**_sums()).order_by("-sum_cost", "-sum_calls", *names)[:most]
    return {tuple(row[name] for name in names): _totals(row) for row in rows}


def _totals(row: Mapping[str, Any]) -> Totals:
    return Totals(*(row[f"sum_{name}"] for name in Totals._fields))


def _sums() -> dict[str, Func]:
    """By their names in a row: those of columns are taken."""
    sums: dict[str, Func] = {
        "calls": Count("pk"),
        "cost": Coalesce(Sum("cost"), _ZERO),
        **{name: Coalesce(Sum(name), 0) for name in _COUNTED},
        "failed": Count("pk", filter=Q(status__in=FAILED)),
        "unpriced": Count("pk", filter=Q(cost=None)),
        "estimated": Count("pk", filter=Q(estimated=True)),
        "estimated_cost": Coalesce(Sum("cost", filter=Q(estimated=True)), _ZERO),
    }
    return {f"sum_{name}": each for name, each in sums.items()}


class _Percentile(Aggregate):
    """Postgres' `percentile_cont` of the time to the first token."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, share: float) -> None:
        super().__init__("first_token_ms", share=share, filter=_ENDED, output_field=FloatField())
