"""The prices that genai-prices lists, offline.

Runs as a process of its own, since the list takes 27 MB: reads `[[model, address of its provider], ...]` as JSON from
stdin, and writes the prices of each to stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Any, Final

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ConditionalPrice, ModelPrice, StartDateConstraint, TieredPrices

from chatapp.providers.prices.listed_price import ListedPrice
from chatapp.providers.tiers import Tier

NAME: Final = f"genai-prices {version('genai-prices')}"

# Column of a price -> what the list calls it, US dollars per million tokens.
_UNITS: Final = {
    "input": "input_mtok",
    "cached_input": "cache_read_mtok",
    "audio_input": "input_audio_mtok",
    "output": "output_mtok",
    "reasoning_output": "output_reasoning_mtok",
    "audio_output": "output_audio_mtok",
}


def main() -> None:
    asked = json.load(sys.stdin)
    prices = [[price.to_json() for price in listed(model, address)] for model, address in asked]
    json.dump({"source": NAME, "prices": prices}, sys.stdout)


def listed(model: str, base_url: str) -> Sequence[ListedPrice]:
    """The prices of a model at a provider, the oldest first; none where the list does not know it.

    The provider is known by its address alone: a server of one's own may serve models of any name. Prices that change
    with the time of day are left out.
    """
    try:
        _, found = get_snapshot().find_provider_model(model, None, None, base_url)
    except LookupError:
        return []
    if isinstance(found.prices, ModelPrice):
        return [price for price in [_price(None, found.prices)] if price]
    return list(_dated(found.prices))


def _dated(prices: Sequence[ConditionalPrice]) -> Iterator[ListedPrice]:
    starts = [price.constraint for price in prices]
    if all(start is None or isinstance(start, StartDateConstraint) for start in starts):
        for price in prices:
            start = price.constraint
            since = start.start_date if isinstance(start, StartDateConstraint) else None
            if known := _price(since, price.prices):
                yield known


def _price(since: date | None, price: ModelPrice) -> ListedPrice | None:
    """None: it has no price for plain text tokens, in or out."""
    listed = {column: getattr(price, name) for column, name in _UNITS.items()}
    units = _above(0, listed)
    if units["input"] is None:
        return None
    tiered = [unit.tiers for unit in listed.values() if isinstance(unit, TieredPrices)]
    starts = sorted({tier.start for tiers in tiered for tier in tiers})
    tiers = tuple(Tier("", start, **_above(start, listed)) for start in starts)
    return ListedPrice(since, {**units, "per_call": _per_call(price)}, tiers)


def _above(start: int, listed: Mapping[str, Any]) -> dict[str, Any]:
    """What tokens cost where the prompt has more than `start` of them."""
    units = {column: _unit(start, unit) for column, unit in listed.items()}
    # Embeddings write no tokens.
    return {**units, "output": units["output"] or Decimal(0)}


def _unit(start: int, unit: Decimal | TieredPrices | None) -> Decimal | None:
    if not isinstance(unit, TieredPrices):
        return unit
    return (
        next((tier.price for tier in reversed(unit.tiers) if tier.start <= start), unit.base)
        if start
        else unit.base
    )


def _per_call(price: ModelPrice) -> Decimal | None:
    thousand = price.requests_kcount
    return thousand / 1000 if isinstance(thousand, Decimal) else None


if __name__ == "__main__":
    main()
