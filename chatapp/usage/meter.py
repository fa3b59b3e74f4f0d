"""The token, price and cost columns of a ledger row."""

from collections.abc import Mapping
from typing import Any

from chatapp.providers.tiers import UnitPrices
from chatapp.usage.pricing import MOST_TOKENS, cost
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.usage import Usage

_NOTHING_REPORTED = Usage({})
_DEEPEST = 4


def values(usage: Usage | None, price: UnitPrices | None, *, estimated: bool) -> dict[str, Any]:
    """Columns of `UsageRecord` by name. `usage` None: the attempt came to nothing, so its counts are zero.

    `details` is the provider's own usage object in a form that `jsonb` takes, or None. `cost` None: unpriced.
    """
    counted = usage or _NOTHING_REPORTED
    return {
        **_tokens(counted),
        "details": None if usage is None or estimated else _plain(counted.raw),
        "estimated": estimated,
        "price_input": price and price.input,
        "price_cached_input": price and price.cached_input,
        "price_audio_input": price and price.audio_input,
        "price_output": price and price.output,
        "price_reasoning_output": price and price.reasoning_output,
        "price_audio_output": price and price.audio_output,
        "price_per_call": price and price.per_call,
        "cost": cost(usage, price),
    }


def _tokens(usage: Usage) -> dict[str, int]:
    counts = {
        "prompt_tokens": usage.prompt_tokens,
        "cached_tokens": usage.cached_tokens,
        "audio_prompt_tokens": usage.audio_input_tokens,
        "completion_tokens": usage.completion_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "audio_completion_tokens": usage.audio_output_tokens,
        "accepted_prediction_tokens": usage.accepted_prediction_tokens,
        "rejected_prediction_tokens": usage.rejected_prediction_tokens,
        "total_tokens": usage.total_tokens,
    }
    return {name: min(count, MOST_TOKENS) for name, count in counts.items()}


def _plain(value: Any, depth: int = 0) -> Any:
    """As `jsonb` takes it: it refuses U+0000 and half surrogate pairs, and numbers beyond any count."""
    if isinstance(value, Mapping):
        return (
            {_text(key): _plain(item, depth + 1) for key, item in value.items()} if depth < _DEEPEST else None
        )
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value] if depth < _DEEPEST else None
    if isinstance(value, int) and not isinstance(value, bool):
        return max(min(value, MOST_TOKENS), -MOST_TOKENS)
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    return clean_text(value)[:1000]
