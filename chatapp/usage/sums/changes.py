"""What made the difference between two periods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from .totals import Totals


class Cause(NamedTuple):
    """One group's part in a difference of cost. `share`: of the whole difference, from 0 up; may pass 1."""

    values: tuple[str, ...]
    difference: Decimal
    share: float


def causes(
    now: Mapping[tuple[str, ...], Totals],
    before: Mapping[tuple[str, ...], Totals],
    whole: Decimal,
    most: int = 3,
) -> list[Cause]:
    """The groups that pulled the cost furthest in the direction in which it went, the strongest first.

    `whole`: the difference of all calls; there may be more groups than these.
    """
    if not whole:
        return []
    moved = {group: _cost(now, group) - _cost(before, group) for group in {*now, *before}}
    shares = [Cause(group, change, float(change / whole)) for group, change in moved.items()]
    return sorted((cause for cause in shares if cause.share > 0), key=lambda cause: -cause.share)[:most]


def _cost(groups: Mapping[tuple[str, ...], Totals], group: tuple[str, ...]) -> Decimal:
    return groups[group].cost if group in groups else Decimal(0)
