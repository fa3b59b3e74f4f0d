"""The list of prices that LiteLLM publishes as JSON (`model_prices_and_context_window.json`), read from a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from chatapp.providers.prices.listed_price import ListedPrice
from chatapp.providers.tiers import Tier as ListedTier

MOST_BYTES: Final = 10_000_000
# US dollars per token; as much is a mistake in the file, and more than a price's columns hold.
_MOST: Final = Decimal(1)
_MILLION: Final = 1_000_000
# Column of a price -> what the list calls it, US dollars per token.
_UNITS: Final = {
    "input": "input_cost_per_token",
    "cached_input": "cache_read_input_token_cost",
    "audio_input": "input_cost_per_audio_token",
    "output": "output_cost_per_token",
    "reasoning_output": "output_cost_per_reasoning_token",
    "audio_output": "output_cost_per_audio_token",
}
_PER_CALL: Final = "input_cost_per_request"
_LONG_PROMPT: Final = re.compile(r"input_cost_per_token_above_(\d{1,6})k_tokens")
# As a price's columns keep it.
_LAST_DIGIT: Final = Decimal("1E-6")
# Host of a provider -> what the list calls it. A server of one's own may serve models of any name.
_PROVIDERS: Final = {
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "generativelanguage.googleapis.com": "gemini",
    "api.mistral.ai": "mistral",
    "api.deepseek.com": "deepseek",
    "api.x.ai": "xai",
    "api.groq.com": "groq",
    "openrouter.ai": "openrouter",
    "api.together.xyz": "together_ai",
    "api.fireworks.ai": "fireworks_ai",
    "api.perplexity.ai": "perplexity",
    "api.cerebras.ai": "cerebras",
    "api.deepinfra.com": "deepinfra",
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
        except (ValueError, ArithmeticError, RecursionError):
            # An exponent that is too long for a decimal number is no ValueError.
            raise BadList("The file is no JSON that can be read.") from None
        models = {name: entry for name, entry in read.items() if _is_priced(entry)} if _is_map(read) else {}
        if not models:
            raise BadList(
                "The file has no prices as LiteLLM's list has them: input_cost_per_token is missing."
            )
        return cls(models)

    def __len__(self) -> int:
        return len(self._models)

    def units(self, model: str, tier: Tier = Tier.STANDARD) -> Units | None:
        """US dollars per million tokens, and `per_call`, by the column of a price.

        None: the list does not know the model, or has no price for it in this tier.
        """
        name = model if model in self._models else self._short.get(model)
        if name is None:
            return None
        entry = self._models[name]
        units = {column: _price(entry.get(f"{key}{tier.suffix}")) for column, key in _UNITS.items()}
        if units["input"] is None:
            return None
        return {**units, "output": units["output"] or Decimal(0), "per_call": _per_call(entry)}

    def prices(self, model: str, base_url: str) -> Sequence[ListedPrice]:
        """What a price row of this model is made of; none where the list does not know it at this provider."""
        provider = _PROVIDERS.get(urlsplit(base_url).hostname or "")
        for name in (f"{provider}/{model}", model):
            entry = self._models.get(name)
            if provider and entry and entry.get("litellm_provider") == provider:
                units = {**_named(entry, "", ""), "per_call": _per_call(entry)}
                return [ListedPrice(None, units, tuple(_tiers(entry)))]
        return []


def _tiers(entry: Mapping[str, Any]) -> Iterator[ListedTier]:
    thousands = sorted(int(found[1]) for key in entry if (found := _LONG_PROMPT.fullmatch(key)))
    for tier in Tier:
        for above in (0, *thousands):
            length = f"_above_{above}k_tokens" if above else ""
            plain = tier is Tier.STANDARD and not above
            # A service without a price for long prompts takes the plain one for them.
            if not plain and any(_input(entry, f"{part}{tier.suffix}") for part in (length, "")):
                name = "" if tier is Tier.STANDARD else tier.value
                yield ListedTier(name, 1000 * above, **_named(entry, length, tier.suffix))


def _named(entry: Mapping[str, Any], length: str, suffix: str) -> dict[str, Any]:
    """What has no price of its own in a tier costs as LiteLLM counts it: by length, else by service, else plainly."""
    places = (f"{length}{suffix}", length, suffix, "")
    units = {column: _first(entry, key, places) for column, key in _UNITS.items()}
    if suffix and _first(entry, _UNITS["output"], (suffix,)) is not None:
        # Reasoning costs what the answer costs there, not what reasoning costs elsewhere.
        units["reasoning_output"] = _first(entry, _UNITS["reasoning_output"], places[::2])
    return {**units, "output": units["output"] or Decimal(0)}


def _first(entry: Mapping[str, Any], key: str, places: Sequence[str]) -> Decimal | None:
    found = (_price(entry.get(f"{key}{place}")) for place in places)
    return next((price for price in found if price is not None), None)


def _input(entry: Mapping[str, Any], place: str) -> bool:
    return _price(entry.get(f"{_UNITS['input']}{place}")) is not None


def _per_call(entry: Mapping[str, Any]) -> Decimal | None:
    found = _price(entry.get(_PER_CALL))
    return None if found is None else (found / _MILLION).quantize(_LAST_DIGIT)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


def _is_priced(entry: Any) -> bool:
    return _is_map(entry) and _price(entry.get("input_cost_per_token")) is not None


def _price(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return (Decimal(value) * _MILLION).quantize(_LAST_DIGIT) if 0 <= value < _MOST else None
