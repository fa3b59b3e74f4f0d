"""Sums page by page, in the order of their values: each page begins after the last sum of the one before."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from .dimensions import Dimension
from .errors import NotUnderstood
from .selection import Selection
from .totals import Totals, sums


@dataclass(frozen=True)
class SumList:
    """By the place of each: what an address says as `after` to go on behind it."""

    rows: Mapping[str, tuple[tuple[str, ...], Totals]]
    has_more: bool

    @classmethod
    def read(
        cls, selection: Selection, by: Sequence[Dimension], *, after: str | None, most: int, descending: bool
    ) -> SumList:
        """Raises NotUnderstood where `after` is no place among sums by these dimensions."""
        names = [f"value_{number}" for number in range(len(by))]
        rows = sums(selection, by)
        if after is not None:
            rows = rows.filter(_behind(names, _values(after, len(by)), descending))
        order = [f"-{name}" if descending else name for name in names]
        found = [
            (tuple(row[name] for name in names), Totals.of(row)) for row in rows.order_by(*order)[: most + 1]
        ]
        return cls({_place(values): (values, totals) for values, totals in found[:most]}, len(found) > most)


def _behind(names: Sequence[str], values: Sequence[str], descending: bool) -> Q:
    """The rows after these values in this order: the first difference decides."""
    way = "lt" if descending else "gt"
    behind, same = Q(), Q()
    for name, value in zip(names, values, strict=True):
        behind |= same & Q(**{f"{name}__{way}": value})
        same &= Q(**{name: value})
    return behind


def _place(values: Sequence[str]) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _values(place: str, number: int) -> list[str]:
    try:
        values = json.loads(urlsafe_b64decode(place.encode() + b"=" * (-len(place) % 4)))
    except ValueError:
        values = None
    is_place = isinstance(values, list) and len(values) == number
    if not is_place or not all(isinstance(value, str) and "\0" not in value for value in values):
        raise NotUnderstood("The list has no sum at the place that 'after' names.")
    return list(values)
