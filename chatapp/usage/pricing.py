"""What a completion costs. Pure: counts and prices in, US dollars out."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from chatapp.providers.tiers import UnitPrices
from chatapp.wire.types.usage import Usage

# No completion has as many tokens; a server that reports more is wrong, and its sum would not fit a column.
MOST_TOKENS = 10**9

_PER = Decimal(1_000_000)
_LAST_DIGIT = Decimal("1E-10")


def cost(usage: Usage | None, price: UnitPrices | None) -> Decimal | None:
    """US dollars with ten decimals, rounded half to even; None where there is no price.

    `usage` None: the call came to nothing, and costs nothing. `price`: of the tier that the call is in.
    """
    if price is None:
        return None
    if usage is None:
        return Decimal(0)
    prompt, answer = _prompt(usage), _answer(usage)
    parts = (
        (prompt.plain, price.input),
        (prompt.first, _or(price.cached_input, price.input)),
        (prompt.second, _or(price.audio_input, price.input)),
        (answer.plain, price.output),
        (answer.first, _or(price.reasoning_output, price.output)),
        (answer.second, _or(price.audio_output, price.output)),
    )
    total = sum((tokens * unit for tokens, unit in parts), Decimal(0))
    return (total / _PER + (price.per_call or 0)).quantize(_LAST_DIGIT, ROUND_HALF_EVEN)


class _Split(NamedTuple):
    """Tokens that are plain, and those of two kinds that are counted among them."""

    plain: int
    first: int
    second: int


def _prompt(usage: Usage) -> _Split:
    return _split(usage.prompt_tokens, usage.cached_tokens, usage.audio_input_tokens)


def _answer(usage: Usage) -> _Split:
    """By the API reasoning tokens are part of `completion_tokens`.

    Some servers (xAI's) count them beside it: there the total is larger than the sum by exactly these tokens.
    """
    tokens, reasoning = usage.completion_tokens, usage.reasoning_tokens
    if usage.total_tokens == usage.prompt_tokens + tokens + reasoning:
        tokens += reasoning
    return _split(tokens, reasoning, usage.audio_output_tokens)


def _split(tokens: int, first: int, second: int) -> _Split:
    """A detail never counts more than what is left of the whole that it is a part of."""
    tokens = min(tokens, MOST_TOKENS)
    first = min(first, tokens)
    second = min(second, tokens - first)
    return _Split(tokens - first - second, first, second)


def _or(price: Decimal | None, plain: Decimal) -> Decimal:
    return plain if price is None else price
