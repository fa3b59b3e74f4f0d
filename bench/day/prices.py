"""What the day's models cost, US dollars per million tokens, and what a request should have cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from .provider import Spent

INPUT: Final = Decimal("2.5")
CACHED_INPUT: Final = Decimal("1.25")
OUTPUT: Final = Decimal(10)


def cost(spent: Spent) -> Decimal:
    read = (spent.read - spent.cached) * INPUT + spent.cached * CACHED_INPUT
    return (read + spent.written * OUTPUT) / 1_000_000
