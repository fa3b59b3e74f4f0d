"""Stacked bars, one for each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

WIDTH: Final = 960
HEIGHT: Final = 220
_GAP: Final = 0.2
_TICKS: Final = 4


class Bar(NamedTuple):
    """`series`: the number of its class, from 0."""

    x: str
    y: str
    width: str
    height: str
    series: int
    column: str
    value: Decimal
    address: str


class Tick(NamedTuple):
    y: str
    value: Decimal


@dataclass(frozen=True)
class Chart:
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT


def stacked(addresses: Mapping[str, str], series: Sequence[Mapping[str, Decimal]]) -> Chart:
    """A bar for each column, of the parts that each of the series has in it; the first one lies at the bottom.

    `addresses`: the columns from left to right, and where a bar of each leads to.
    """
    sums = [sum((part.get(column, Decimal(0)) for part in series), Decimal(0)) for column in addresses]
    top = _round_up(max(sums, default=Decimal(0)))
    bars = [
        bar
        for place, column in enumerate(addresses)
        for bar in _column(place, column, addresses, series, top)
    ]
    ticks = [
        Tick(_places(HEIGHT - HEIGHT * part / _TICKS), top * part / _TICKS) for part in range(_TICKS + 1)
    ]
    return Chart(bars, ticks if top else [])


def _column(
    place: int,
    column: str,
    addresses: Mapping[str, str],
    series: Sequence[Mapping[str, Decimal]],
    top: Decimal,
) -> list[Bar]:
    step, base, bars = WIDTH / len(addresses), 0.0, []
    for number, part in enumerate(series):
        value = part.get(column, Decimal(0))
        # A correction can make a day's part negative: it has no rectangle.
        if value > 0:
            height = float(value / top) * HEIGHT
            base += height
            x, y, width = place * step + step * _GAP / 2, HEIGHT - base, step * (1 - _GAP)
            bars.append(
                Bar(
                    _places(x),
                    _places(y),
                    _places(width),
                    _places(height),
                    number,
                    column,
                    value,
                    addresses[column],
                )
            )
    return bars


def _round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    if value <= 0:
        return Decimal(0)
    power = Decimal(10) ** value.adjusted()
    return next(step * power for step in map(Decimal, ("1", "2", "2.5", "5", "10")) if step * power >= value)


def _places(number: float) -> str:
    """As SVG reads it, whatever the language of the page."""
    return f"{number:.2f}"
