"""The table of a breakdown: a row for each value of one dimension, a column for each of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urlencode

from chatapp.review.names import named
from chatapp.review.page import address
from chatapp.usage.sums.dimensions import Dimension, placed
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Groups, Totals, costs, folded, grouped, largest, total, whole

MOST_ROWS: Final = 500
# On the page, of days: the chart shows them all.
MOST_DAYS: Final = 100
MOST_COLUMNS: Final = 6
# The days of a week are seen whole.
_MOST_MOMENTS: Final = 7
_MOST_CELLS: Final = 50_000
# By moments: in their own order, all others by cost.
IN_ORDER: Final = frozenset({"day", "month", "hour"})
# Those that the period before does not have.
_TIMES: Final = frozenset({"day", "month"})


class Cell(NamedTuple):
    totals: Totals | None
    address: str


class Row(NamedTuple):
    """`share`: of the whole cost, from 0 to 1. `before`: the cost in the period before; `failed`: where its failed
    calls are."""

    name: str
    totals: Totals
    before: Decimal
    share: float
    address: str
    failed: str
    cells: Sequence[Cell]

    @property
    def change(self) -> Decimal:
        return self.totals.cost - self.before

    @property
    def cached(self) -> float:
        """The share of the tokens in that the provider had in its cache."""
        return self.totals.cached_tokens / self.totals.prompt_tokens if self.totals.prompt_tokens else 0.0


@dataclass(frozen=True)
class Table:
    by: Dimension
    split: Dimension | None
    columns: Sequence[str]
    rows: Sequence[Row]
    whole: Totals
    # The cost of all of them in the period before; None where no row can be compared with that.
    before: Decimal | None
    more: bool

    @property
    def latest(self) -> Sequence[Row]:
        """The rows without the oldest days of a long period."""
        return self.rows[-MOST_DAYS:] if self.by.name == "day" else self.rows

    @classmethod
    def read(
        cls, selection: Selection, by: Dimension, split: Dimension | None, *, by_change: bool = False
    ) -> Table:
        """`by_change`: the row whose cost rose most comes first, else the costliest."""
        columns = _columns(selection, split)
        cells = _cells(selection, by, split, list(columns)) if split else {}
        groups = _groups(selection, by, cells)
        more, before = len(groups) == MOST_ROWS, _before(selection, by)
        # Each call is in one group: where all of them are here, their sum is that of all calls.
        everything = total(selection) if more else whole({(value,): groups[value] for value in groups})
        # What was called in the period before only has fallen to nothing.
        groups |= {value: Totals.none() for value in before if value not in groups}
        names = named(by, groups)
        calls = _Calls(selection, by, split, list(columns))
        rows = [
            Row(
                names[value],
                groups[value],
                before.get(value, Decimal(0)),
                _share(groups[value].cost, everything.cost),
                *calls.of(value),
                [
                    Cell(cells.get((value, str(place))), where)
                    for place, where in enumerate(calls.of_cells(value))
                ],
            )
            for value in (sorted(groups) if by.name in IN_ORDER else groups)
        ]
        if by_change:
            rows.sort(key=lambda row: -row.change)
        whole_before = None if by.name in _TIMES else _whole_before(selection, before)
        return cls(by, split, list(columns.values()), rows, everything, whole_before, more)


def _groups(
    selection: Selection, by: Dimension, cells: Mapping[tuple[str, ...], Totals]
) -> dict[str, Totals]:
    """The costliest values, as sums of the cells where all of them are there."""
    if 0 < len(cells) < _MOST_CELLS:
        return dict(islice(folded(cells, 0).items(), MOST_ROWS))
    return {value: totals for (value,), totals in grouped(selection, by, most=MOST_ROWS).items()}


def _before(selection: Selection, by: Dimension) -> dict[str, Decimal]:
    if by.name in _TIMES:
        return {}
    return {value: cost for (value,), cost in costs(selection.before, by, most=MOST_ROWS).items()}


def _whole_before(selection: Selection, groups: Mapping[str, Decimal]) -> Decimal:
    return total(selection.before).cost if len(groups) == MOST_ROWS else sum(groups.values(), Decimal(0))


def _columns(selection: Selection, split: Dimension | None) -> Mapping[str, str]:
    """The costliest values of the second dimension, with their words."""
    if split is None:
        return {}
    values = largest(selection, split, _MOST_MOMENTS if split.name in IN_ORDER else MOST_COLUMNS)
    return named(split, sorted(values) if split.name in IN_ORDER else values)


def _cells(selection: Selection, by: Dimension, split: Dimension, columns: Sequence[str]) -> Groups:
    """By the place of the column; all other values of the second dimension are summed by the database."""
    return grouped(selection, by, placed(split, columns), most=_MOST_CELLS)


def _share(part: Decimal, whole: Decimal) -> float:
    return max(float(part / whole), 0.0) if whole else 0.0


class _Calls:
    """The addresses of the calls of rows and cells. A year of days has thousands: what they share is made once."""

    def __init__(
        self, selection: Selection, by: Dimension, split: Dimension | None, columns: Sequence[str]
    ) -> None:
        others, self._by = selection.widen(by.name), by.name
        self._rows = address("calls", others)
        self._cells = address("calls", others.widen(split.name)) if split else ""
        self._columns = [urlencode({split.name: value}) for value in columns] if split else []

    def of(self, value: str) -> tuple[str, str]:
        """Of a row, and its failed ones."""
        address = f"{self._rows}&{urlencode({self._by: value})}"
        return address, f"{address}&failed=true"

    def of_cells(self, value: str) -> list[str]:
        """In the order of the columns."""
        row = f"{self._cells}&{urlencode({self._by: value})}"
        return [f"{row}&{column}" for column in self._columns]
