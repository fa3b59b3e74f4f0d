"""What charts of bars are drawn of: a bar for each column, of one part or of several."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

# Colours of parts: the last one is that of all others.
SERIES: Final = 6
OTHERS: Final = "All others"


class Part(NamedTuple):
    """`series`: the number of its class, from 0."""

    series: int
    name: str
    value: Decimal
    address: str


class Column(NamedTuple):
    name: str
    parts: Sequence[Part]

    @property
    def value(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))


def places(number: float) -> str:
    """As SVG reads it, whatever the language of the page."""
    return f"{number:.2f}"


def short(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
