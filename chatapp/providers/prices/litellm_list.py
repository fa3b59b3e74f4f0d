"""The list of prices that LiteLLM publishes as JSON (`model_prices_and_context_window.json`), read from a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

MOST_BYTES: Final = 10_000_000
# US dollars per token; more is a mistake in the file.
_MOST: Final = Decimal(1)
_MILLION: Final = 1_000_000
# Column of a price -> what the list calls it, US dollars per token.
_UNITS: Final = {
    "input": "input_cost_per_token",
    "cached_input": "cache_read_input_token_cost",
    "output": "output_cost_per_token",
    "reasoning_output": "output_cost_per_reasoning_token",
}


class BadList(ValueError):
    """The file is no such list. Its text is for who uploaded it."""


class Tier(StrEnum):
    """How a call is served; `suffix`: what the list adds to the names of its prices."""

    STANDARD = "standard"
    BATCH = "batch"
    FLEX = "flex"
    PRIORITY = "priority"

    @property
    def suffix(self) -> str:
        return {Tier.STANDARD: "", Tier.BATCH: "_batches"}.get(self, f"_{self.value}")


Units = Mapping[str, Decimal | None]


class LiteLLMList:
    def __init__(self, models: Mapping[str, Mapping[str, Any]]) -> None:
        self._models = models
        # What a model is called without its provider's name before it, where only one is called so.
        short: dict[str, list[str]] = {}
        for name in models:
            short.setdefault(name.rpartition("/")[2], []).append(name)
        self._short = {name: found[0] for name, found in short.items() if len(found) == 1}

    @classmethod
    def read(cls, content: bytes) -> LiteLLMList:
        """Raises BadList."""
        if len(content) > MOST_BYTES:
            raise BadList(f"The file has more than {MOST_BYTES // 1_000_000} MB.")
        try:
            read = json.loads(content, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise BadList("The file is no JSON.") from None
        models = {name: entry for name, entry in read.items() if _is_priced(entry)} if _is_map(read) else {}
        if not models:
            raise BadList(
                "The file has no prices as LiteLLM's list has them: input_cost_per_token is missing."
            )
        return cls(models)

    def __len__(self) -> int:
        return len(self._models)

    def units(self, model: str, tier: Tier = Tier.STANDARD) -> Units | None:
        """US dollars per million tokens, by the column of a price.

        None: the list does not know the model, or has no price for it in this tier.
        """
        name = model if model in self._models else self._short.get(model)
        if name is None:
            return None
        entry = self._models[name]
        units = {column: _price(entry.get(f"{key}{tier.suffix}")) for column, key in _UNITS.items()}
        if units["input"] is None:
            return None
        return {**units, "output": units["output"] or Decimal(0)}


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


def _is_priced(entry: Any) -> bool:
    return _is_map(entry) and _price(entry.get("input_cost_per_token")) is not None


def _price(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Decimal(value) * _MILLION if 0 <= value <= _MOST else None
