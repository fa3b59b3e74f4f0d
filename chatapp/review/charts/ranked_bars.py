"""Bars from the left, one below the other, each beside its name: for columns that have no order but their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from chatapp.review.charts.columns import Column, Part, places, short

_NAME: Final = 220
_LONGEST_NAME: Final = 32
_BARS: Final = 640
_VALUE: Final = 100
_LINE: Final = 28
_THICK: Final = 18
# What has a value is seen.
_THINNEST: Final = 1.0


class Bar(NamedTuple):
    x: str
    width: str
    part: Part


class Line(NamedTuple):
    """`end`: where its bars end, and its value stands."""

    name: str
    short: str
    y: int
    bars: Sequence[Bar]
    end: str
    value: Decimal


@dataclass(frozen=True)
class Ranking:
    lines: Sequence[Line]
    width: int = _NAME + _BARS + _VALUE
    thick: int = _THICK

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE


def ranked(columns: Sequence[Column]) -> Ranking:
    """In the order of the columns; the widest bar has the whole width."""
    sums = [sum((part.value for part in column.parts if part.value > 0), Decimal(0)) for column in columns]
    most = max(sums, default=Decimal(0))
    return Ranking([_line(number, column, most) for number, column in enumerate(columns)])


def _line(number: int, column: Column, most: Decimal) -> Line:
    x, bars = float(_NAME), []
    for part in column.parts:
        # A correction can make a part negative: it has no rectangle.
        if part.value > 0:
            width = max(float(part.value / most) * _BARS, _THINNEST)
            bars.append(Bar(places(x), places(width), part))
            x += width
    return Line(column.name, short(column.name, _LONGEST_NAME), number * _LINE, bars, places(x), column.value)
