"""The table of a breakdown: a row for each value of one dimension, a column for each of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from django.urls import reverse

from chatapp.review.names import named
from chatapp.usage.sums.dimensions import Dimension
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals, grouped, total

MOST_ROWS: Final = 500
MOST_COLUMNS: Final = 6
# By moments: in their own order, all others by cost.
_IN_ORDER: Final = frozenset({"day", "month", "hour"})


class Cell(NamedTuple):
    totals: Totals | None
    address: str


class Row(NamedTuple):
    """`share`: of the whole cost, from 0 to 1."""

    name: str
    totals: Totals
    share: float
    address: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    by: Dimension
    split: Dimension | None
    columns: Sequence[str]
    rows: Sequence[Row]
    whole: Totals

    @classmethod
    def read(cls, selection: Selection, by: Dimension, split: Dimension | None) -> Table:
        whole = total(selection)
        groups = {value: totals for (value,), totals in grouped(selection, by, most=MOST_ROWS).items()}
        columns = _columns(selection, split)
        cells = grouped(selection, by, split, most=MOST_ROWS * 100) if split else {}
        names = named(by, groups)
        rows = [
            Row(
                names[value],
                groups[value],
                _share(groups[value].cost, whole.cost),
                _calls(selection, {by.name: value}),
                [
                    Cell(
                        cells.get((value, column)),
                        _calls(selection, {by.name: value, split.name: column}),
                    )
                    for column in columns
                ]
                if split
                else [],
            )
            for value in (sorted(groups) if by.name in _IN_ORDER else groups)
        ]
        return cls(by, split, list(columns.values()), rows, whole)

    @property
    def more(self) -> bool:
        """Are there rows that are not shown?"""
        return len(self.rows) == MOST_ROWS


def _columns(selection: Selection, split: Dimension | None) -> Mapping[str, str]:
    """The costliest values of the second dimension, with their words."""
    if split is None:
        return {}
    values = [value for (value,) in grouped(selection, split, most=MOST_COLUMNS)]
    return named(split, sorted(values) if split.name in _IN_ORDER else values)


def _share(part: Decimal, whole: Decimal) -> float:
    return max(float(part / whole), 0.0) if whole else 0.0


def _calls(selection: Selection, values: Mapping[str, str]) -> str:
    return f"{reverse('review:calls')}?{selection.narrow(values).query()}"
