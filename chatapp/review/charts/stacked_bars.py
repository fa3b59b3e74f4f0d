"""Stacked bars, one for each column, from left to right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from chatapp.review.charts.columns import Column, Part, places

WIDTH: Final = 960
HEIGHT: Final = 220
_GAP: Final = 0.2
_TICKS: Final = 4
_NAMED: Final = 8


class Bar(NamedTuple):
    """`column`: the name of its column."""

    x: str
    y: str
    width: str
    height: str
    column: str
    part: Part


class Tick(NamedTuple):
    y: str
    value: Decimal


class Name(NamedTuple):
    """Of a column, and the middle of that."""

    x: str
    text: str


@dataclass(frozen=True)
class Chart:
    """`names`: those of some of the columns, so that none lies over another."""

    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    names: Sequence[Name]
    width: int = WIDTH
    height: int = HEIGHT


def stacked(columns: Sequence[Column]) -> Chart:
    """The first part of each column lies at the bottom."""
    top = _round_up(max((column.value for column in columns), default=Decimal(0)))
    step = WIDTH / max(len(columns), 1)
    bars = [bar for place, column in enumerate(columns) for bar in _column(place * step, step, column, top)]
    ticks = [Tick(places(HEIGHT - HEIGHT * part / _TICKS), top * part / _TICKS) for part in range(_TICKS + 1)]
    names = [
        Name(places((place + 0.5) * step), columns[place].name)
        for place in range(0, len(columns), math.ceil(len(columns) / _NAMED) or 1)
    ]
    return Chart(bars, ticks if top else [], names)


def _column(left: float, step: float, column: Column, top: Decimal) -> list[Bar]:
    base, bars = 0.0, []
    x, width = places(left + step * _GAP / 2), places(step * (1 - _GAP))
    for part in column.parts:
        # A correction can make a day's part negative: it has no rectangle.
        if part.value > 0 and top:
            height = float(part.value / top) * HEIGHT
            base += height
            bars.append(Bar(x, places(HEIGHT - base), width, places(height), column.name, part))
    return bars


def _round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    if value <= 0:
        return Decimal(0)
    power = Decimal(10) ** value.adjusted()
    return next(step * power for step in map(Decimal, ("1", "2", "2.5", "5", "10")) if step * power >= value)
