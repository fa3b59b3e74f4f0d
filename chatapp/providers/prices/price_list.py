"""The prices that genai-prices lists, offline.

Runs as a process of its own, since the list takes 27 MB: reads `[[model, address of its provider], ...]` as JSON from
stdin, and writes the prices of each to stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Final

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ConditionalPrice, ModelPrice, StartDateConstraint, TieredPrices

from chatapp.providers.prices.listed_price import ListedPrice

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
    units = {column: unit.base if isinstance(unit, TieredPrices) else unit for column, unit in listed.items()}
    if units["input"] is None:
        return None
    # Embeddings write no tokens.
    units["output"] = units["output"] or Decimal(0)
    return ListedPrice(since, units, any(isinstance(unit, TieredPrices) for unit in listed.values()))


if __name__ == "__main__":
    main()
