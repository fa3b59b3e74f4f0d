"""What the overview shows: the totals beside those of the period before, their causes, days, and what needs doing."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple

from chatapp.review.charts.columns import OTHERS, SERIES, Column, Part
from chatapp.review.charts.stacked_bars import Chart, stacked
from chatapp.review.names import named
from chatapp.review.overview.attention import findings
from chatapp.review.page import address, moments, unit_of
from chatapp.usage.sums.changes import causes
from chatapp.usage.sums.dimensions import DIMENSIONS
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Groups, Overall, Totals, costs, folded, grouped, overall

# What the causes of a difference can be by, beside the model.
WHY: Final = ("person", "group", "assistant", "key")
# The series of all models but the costliest.
_OTHERS: Final = SERIES - 1
# Groups of model and person that are compared; beyond them the causes are small.
_COMPARED: Final = 2000
_MOST_CELLS: Final = 100_000


class Figure(NamedTuple):
    """One number of the period and of the one before. `change`: the share that it rose by; None: from nothing."""

    title: str
    value: Any
    before: Any
    form: str
    address: str

    @property
    def change(self) -> float | None:
        if self.value == self.before:
            return 0.0
        return float(self.value / self.before) - 1 if self.before and self.value is not None else None


class Series(NamedTuple):
    number: int
    name: str
    totals: Totals
    address: str


class Reason(NamedTuple):
    """`whose`: the person, group, assistant or key. `share`: of the difference; None where others outweighed it."""

    model: str
    whose: str
    difference: Decimal
    share: float | None
    address: str


def context(selection: Selection, why: str, *, may_change: bool) -> dict[str, Any]:
    """`why`: whose calls the causes of a difference are, one of WHY. Raises NotUnderstood."""
    if why not in WHY:
        raise NotUnderstood(f"A difference has no causes by {why!r}: choose one of {', '.join(WHY)}.")
    unit = unit_of(selection.period)
    by = DIMENSIONS[unit], DIMENSIONS["model"], DIMENSIONS["provider"]
    cells = grouped(selection, *by, most=_MOST_CELLS)
    now = overall(selection, cells if len(cells) < _MOST_CELLS else None)
    before = overall(selection.before)
    series, chart = _bars(selection, cells)
    difference = now.totals.cost - before.totals.cost
    return {
        "total": now.totals,
        "before": selection.before.period,
        "figures": _figures(selection, now, before),
        "difference": difference,
        "reasons": _reasons(selection, difference, why),
        "why": why,
        "whys": {name: DIMENSIONS[name].title for name in WHY},
        "series": series,
        "chart": chart,
        "unit": unit,
        "findings": findings(selection, now.totals, folded(cells, 2), may_change=may_change),
    }


def _figures(selection: Selection, now: Overall, before: Overall) -> list[Figure]:
    sums, then = now.totals, before.totals
    breakdown, calls, speed = (address(page, selection) for page in ("breakdown", "calls", "speed"))
    failed, stored, unpriced, estimated = (
        address("calls", selection.narrow({name: "true"}))
        for name in ("failed", "store", "unpriced", "estimated")
    )
    return [
        Figure("Cost", sums.cost, then.cost, "dollars", f"{breakdown}&by=model"),
        Figure("Calls", sums.calls, then.calls, "number", calls),
        Figure("Tokens", sums.total_tokens, then.total_tokens, "number", f"{breakdown}&by=model"),
        Figure("People", now.people, before.people, "number", f"{breakdown}&by=person"),
        Figure("Failed calls", sums.failed, then.failed, "number", failed),
        Figure("First token, median", now.p50, before.p50, "ms", speed),
        Figure("First token, 95 %", now.p95, before.p95, "ms", speed),
        Figure("Stored", sums.stored_share, then.stored_share, "percent", stored),
        Figure("Unpriced calls", sums.unpriced, then.unpriced, "number", unpriced),
        Figure("Estimated calls", sums.estimated, then.estimated, "number", estimated),
    ]


def _reasons(selection: Selection, difference: Decimal, why: str) -> list[Reason]:
    by = DIMENSIONS["model"], DIMENSIONS[why]
    now, before = (costs(each, *by, most=_COMPARED) for each in (selection, selection.before))
    found = causes(now, before, difference)
    names = named(DIMENSIONS[why], [whose for (_, whose), _, _ in found])
    return [
        Reason(
            model,
            names[whose],
            part,
            share if share <= 1 else None,
            address("calls", selection.narrow({"model": model, why: whose})),
        )
        for (model, whose), part, share in found
    ]


def _bars(selection: Selection, cells: Groups) -> tuple[list[Series], Chart]:
    """The costliest models with all others as the last one, and what each adds to the bars of days or months."""
    places = {model: place for place, model in enumerate(islice(folded(cells, 1), _OTHERS))}
    values: dict[tuple[str, int], Decimal] = {}
    whole: dict[int, Totals] = {}
    for (column, model, _), totals in cells.items():
        place = places.get(model, _OTHERS)
        values[column, place] = values.get((column, place), Decimal(0)) + totals.cost
        whole[place] = whole[place].plus(totals) if place in whole else totals
    series = [
        Series(place, model, whole[place], address("calls", selection.narrow({"model": model})))
        for model, place in places.items()
    ]
    if _OTHERS in whole:
        everything = address("breakdown", selection, by="model")
        series.append(Series(_OTHERS, OTHERS, whole[_OTHERS], everything))
    columns = [
        Column(
            name,
            [
                Part(each.number, each.name, values[name, each.number], where)
                for each in series
                if (name, each.number) in values
            ],
        )
        for name, where in moments(selection).items()
    ]
    return series, stacked(columns)
