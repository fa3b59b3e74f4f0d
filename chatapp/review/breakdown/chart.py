"""The chart of a breakdown: a bar for each of the first rows, of what the columns between hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chatapp.review.breakdown.table import IN_ORDER, Row, Table
from chatapp.review.charts.columns import OTHERS, SERIES, Column, Part
from chatapp.review.charts.ranked_bars import Ranking, ranked
from chatapp.review.charts.stacked_bars import Chart, stacked
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals

MOST_LINES: Final = 12
# Parts of thinner bars cannot be told apart.
_MOST_STACKED: Final = 100


@dataclass(frozen=True)
class BreakdownChart:
    """One of `days`, `ranking`; neither: there is nothing to compare. `form`: of its values, cost where there is any,
    else calls. `legend`: the names of its parts, by their series."""

    form: str
    legend: Sequence[tuple[int, str]] = ()
    days: Chart | None = None
    ranking: Ranking | None = None
    # Rows that have no bar.
    left_out: int = 0


def chart(table: Table, selection: Selection) -> BreakdownChart:
    rows, form = [row for row in table.rows if row.totals.calls], _form(table.rows)
    if len(rows) < 2 or not any(_value(row.totals, form) > 0 for row in rows):
        return BreakdownChart(form)
    if table.by.name not in IN_ORDER:
        columns = _columns(table, rows[:MOST_LINES], form)
        left_out = max(len(rows) - MOST_LINES, 0)
        return BreakdownChart(form, _legend(columns), ranking=ranked(columns), left_out=left_out)
    # With days left out it would show gaps where there are none.
    if table.more:
        return BreakdownChart(form)
    columns = _with_gaps(_columns(table, rows, form), _moments(table.by.name, selection))
    return BreakdownChart(form, _legend(columns), days=stacked(columns))


def _form(rows: Sequence[Row]) -> str:
    return "dollars" if any(row.totals.cost > 0 for row in rows) else "number"


def _value(totals: Totals, form: str) -> Decimal:
    return totals.cost if form == "dollars" else Decimal(totals.calls)


def _columns(table: Table, rows: Sequence[Row], form: str) -> list[Column]:
    if table.split is None or len(rows) > _MOST_STACKED:
        return [Column(row.name, [Part(0, row.name, _value(row.totals, form), row.address)]) for row in rows]
    return [Column(row.name, _parts(table.columns, row, form)) for row in rows]


def _parts(names: Sequence[str], row: Row, form: str) -> list[Part]:
    parts = [
        Part(series, name, _value(cell.totals, form), cell.address)
        for series, (name, cell) in enumerate(zip(names[: SERIES - 1], row.cells, strict=False))
        if cell.totals
    ]
    others = _value(row.totals, form) - sum((part.value for part in parts), Decimal(0))
    return [*parts, Part(SERIES - 1, OTHERS, others, row.address)] if others else parts


def _legend(columns: Sequence[Column]) -> list[tuple[int, str]]:
    """Of bars that have parts."""
    names = {
        part.series: part.name for column in columns for part in column.parts if part.name != column.name
    }
    return sorted(names.items())


def _with_gaps(columns: Sequence[Column], moments: Sequence[str]) -> list[Column]:
    known = {column.name: column for column in columns}
    return [known.get(moment, Column(moment, [])) for moment in moments]


def _moments(unit: str, selection: Selection) -> list[str]:
    """All of the period, also those without a call."""
    if unit == "hour":
        return [f"{hour:02}" for hour in range(24)]
    if unit == "month":
        return [f"{month.first:%Y-%m}" for month in selection.period.each_month]
    return [day.isoformat() for day in selection.period.each_day]
