"""What made the difference between two periods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple


class Cause(NamedTuple):
    """One group's part in a difference of cost. `share`: of the whole difference, from 0 up; may pass 1."""

    values: tuple[str, ...]
    difference: Decimal
    share: float


def causes(
    now: Mapping[tuple[str, ...], Decimal],
    before: Mapping[tuple[str, ...], Decimal],
    whole: Decimal,
    most: int = 3,
) -> list[Cause]:
    """The groups that pulled the cost furthest in the direction in which it went, the strongest first.

    `whole`: the difference of all calls; there may be more groups than these.
    """
    if not whole:
        return []
    nothing = Decimal(0)
    moved = {group: now.get(group, nothing) - before.get(group, nothing) for group in {*now, *before}}
    shares = [Cause(group, change, float(change / whole)) for group, change in moved.items()]
    return sorted((cause for cause in shares if cause.share > 0), key=lambda cause: -cause.share)[:most]
