"""A distribution: a bar for each bin, as high as its share of the calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from chatapp.usage.sums.speed import Histogram

WIDTH: Final = 960
HEIGHT: Final = 160
_GAP: Final = 0.1
_NAMED: Final = 8


class Bar(NamedTuple):
    """Calls from `low` to `high`, and what share of all they are. `named`: the axis says where it begins."""

    low: float
    high: float
    calls: int
    share: float
    named: bool
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Distribution:
    bars: Sequence[Bar]
    width: int = WIDTH
    height: int = HEIGHT


def distribution(histogram: Histogram) -> Distribution:
    """From the first bin that holds a call to the last one."""
    if not histogram.calls:
        return Distribution([])
    numbers = range(min(histogram.bins), max(histogram.bins) + 1)
    most, step = max(histogram.bins.values()), WIDTH / len(numbers)
    every = max(1, len(numbers) // _NAMED)
    bars = []
    for place, number in enumerate(numbers):
        calls = histogram.bins.get(number, 0)
        height = HEIGHT * calls / most
        places = (place * step, HEIGHT - height, step * (1 - _GAP), height)
        share, named = calls / histogram.calls, place % every == 0
        bars.append(Bar(*histogram.bounds(number), calls, share, named, *(f"{each:.2f}" for each in places)))
    return Distribution(bars)
