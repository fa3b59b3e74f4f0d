"""A heat map: a row for each name, a column for each hour of the day. The stronger the colour, the slower."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from chatapp.review.charts.columns import short

HOURS: Final = range(24)
LEVELS: Final = 6
_NAME: Final = 190
_LONGEST_NAME: Final = 26
_CELL: Final = 32
_GAP: Final = 2


class Cell(NamedTuple):
    """`level`: from 0, the fastest, to the slowest. `value` None: no call was timed, and there is no rectangle."""

    hour: int
    value: float | None
    calls: int
    level: int
    x: int
    address: str


class Line(NamedTuple):
    name: str
    short: str
    y: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class HeatMap:
    """`steps`: the values of each level, from and to."""

    lines: Sequence[Line]
    steps: Sequence[tuple[float, float]]
    left: int = _NAME
    size: int = _CELL - _GAP
    width: int = _NAME + len(HOURS) * _CELL

    @property
    def height(self) -> int:
        return len(self.lines) * _CELL

    @property
    def hours(self) -> list[tuple[str, int]]:
        """The hour over every third column, and where it stands."""
        return [(f"{hour:02}", _NAME + hour * _CELL + _CELL // 2) for hour in HOURS if hour % 3 == 0]


class Value(NamedTuple):
    value: float | None
    calls: int
    address: str


def heat_map(rows: Mapping[str, Mapping[int, Value]], *, low_is_slow: bool) -> HeatMap:
    """`rows`: of each name the values of its hours. The levels are even steps of a logarithmic scale."""
    values = [cell.value for cells in rows.values() for cell in cells.values() if cell.value]
    if not values:
        return HeatMap([], [])
    scale = _Scale(min(values), max(values), low_is_slow)
    lines = [
        Line(name, short(name, _LONGEST_NAME), number * _CELL, [_cell(hour, cells, scale) for hour in HOURS])
        for number, (name, cells) in enumerate(rows.items())
    ]
    return HeatMap(lines, scale.steps)


class _Scale:
    def __init__(self, low: float, high: float, low_is_slow: bool) -> None:
        self._low, self._low_is_slow = low, low_is_slow
        self._step = math.log(high / low) / LEVELS

    def level(self, value: float) -> int:
        if not self._step:
            return 0
        above = min(int(math.log(value / self._low) / self._step), LEVELS - 1)
        return LEVELS - 1 - above if self._low_is_slow else above

    @property
    def steps(self) -> list[tuple[float, float]]:
        bounds = [self._low * math.exp(self._step * number) for number in range(LEVELS + 1)]
        steps = list(itertools.pairwise(bounds)) if self._step else [(self._low, self._low)]
        return steps[::-1] if self._low_is_slow else steps


def _cell(hour: int, cells: Mapping[int, Value], scale: _Scale) -> Cell:
    found = cells.get(hour, Value(None, 0, ""))
    level = scale.level(found.value) if found.value else 0
    return Cell(hour, found.value, found.calls, level, _NAME + hour * _CELL, found.address)
