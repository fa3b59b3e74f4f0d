"""What calls would have cost at other prices: sums times prices, and the fee of each call. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from .totals import Totals

_PER: Final = Decimal(1_000_000)
_LAST_DIGIT: Final = Decimal("1E-10")


def would_cost(totals: Totals, units: Mapping[str, Decimal | None], billed: int) -> Decimal:
    """US dollars. `units`: per million tokens, by the column of a price, and `per_call` of each of the `billed` calls;
    a kind that is not priced apart costs what its plain kind costs. Audio is counted as text: the sums do not tell
    them apart."""
    plain_in, plain_out = units["input"] or Decimal(0), units["output"] or Decimal(0)
    cached = min(totals.cached_tokens, totals.prompt_tokens)
    # Some servers count reasoning beside the answer: it is in the total only.
    written = max(totals.completion_tokens, totals.total_tokens - totals.prompt_tokens)
    reasoning = min(totals.reasoning_tokens, written)
    parts = (
        (totals.prompt_tokens - cached, plain_in),
        (cached, _or(units.get("cached_input"), plain_in)),
        (written - reasoning, plain_out),
        (reasoning, _or(units.get("reasoning_output"), plain_out)),
    )
    cost = sum((tokens * unit for tokens, unit in parts), Decimal(0)) / _PER
    cost += billed * (units.get("per_call") or Decimal(0))
    return cost.quantize(_LAST_DIGIT, ROUND_HALF_EVEN)


def _or(price: Decimal | None, plain: Decimal) -> Decimal:
    return plain if price is None else price
