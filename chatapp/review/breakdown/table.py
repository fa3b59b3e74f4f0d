"""The table of a breakdown: a row for each value of one dimension, a column for each of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from django.urls import reverse

from chatapp.review.names import named
from chatapp.usage.sums.dimensions import Dimension
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals, costs, folded, grouped, total, whole

MOST_ROWS: Final = 500
MOST_COLUMNS: Final = 6
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

    @classmethod
    def read(
        cls, selection: Selection, by: Dimension, split: Dimension | None, *, by_change: bool = False
    ) -> Table:
        """`by_change`: the row whose cost rose most comes first, else the costliest."""
        cells = grouped(selection, by, split, most=_MOST_CELLS) if split else {}
        groups = _groups(selection, by, cells)
        more, before = len(groups) == MOST_ROWS, _before(selection, by)
        # Each call is in one group: where all of them are here, their sum is that of all calls.
        everything = total(selection) if more else whole({(value,): groups[value] for value in groups})
        # What was called in the period before only has fallen to nothing.
        groups |= {value: Totals.none() for value in before if value not in groups}
        columns = _columns(selection, split, cells)
        names = named(by, groups)
        rows = [
            Row(
                names[value],
                groups[value],
                before.get(value, Decimal(0)),
                _share(groups[value].cost, everything.cost),
                _calls(selection, {by.name: value}),
                _calls(selection, {by.name: value, "failed": "true"}),
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


def _columns(
    selection: Selection, split: Dimension | None, cells: Mapping[tuple[str, ...], Totals]
) -> Mapping[str, str]:
    """The costliest values of the second dimension, with their words."""
    if split is None:
        return {}
    if len(cells) < _MOST_CELLS:
        values = list(islice(folded(cells, 1), MOST_COLUMNS))
    else:
        values = [value for (value,) in grouped(selection, split, most=MOST_COLUMNS)]
    return named(split, sorted(values) if split.name in IN_ORDER else values)


def _share(part: Decimal, whole: Decimal) -> float:
    return max(float(part / whole), 0.0) if whole else 0.0


def _calls(selection: Selection, values: Mapping[str, str]) -> str:
    return f"{reverse('review:calls')}?{selection.narrow(values).query()}"
