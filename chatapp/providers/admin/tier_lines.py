"""The tiers of a price as an admin writes them, one a line: `flex, above 200000: input 1.25, output 5`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from chatapp.providers.tiers import UNITS, Tier

MOST: Final = 20
_MOST_TOKENS: Final = 10**9
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
_ABOVE: Final = re.compile(r"above\s+([\d_,.']+)")
_EXAMPLE: Final = "flex, above 200000: input 1.25, cached_input 0.125, output 5"


class BadLine(ValueError):
    """Its text is for who wrote the line."""


def shown(tiers: Iterable[Mapping[str, Any]]) -> str:
    """What `read` makes the same tiers of."""
    return "\n".join(map(_line, tiers))


def read(text: str) -> list[dict[str, Any]]:
    """As a price keeps them. Raises BadLine."""
    tiers = [_tier(line) for line in text.splitlines() if line.strip()]
    if len(tiers) > MOST:
        raise BadLine(f"A price has at most {MOST} tiers.")
    if len({(tier.service_tier, tier.above) for tier in tiers}) < len(tiers):
        raise BadLine("A tier is listed twice: remove one of the two.")
    return [tier.to_json() for tier in tiers]


def _line(tier: Mapping[str, Any]) -> str:
    above = f"above {tier['above']}" if tier["above"] else ""
    units = ", ".join(f"{name} {tier[name]}" for name in UNITS if name in tier)
    return f"{', '.join(filter(None, [tier['service_tier'], above]))}: {units}"


def _tier(line: str) -> Tier:
    which, colon, prices = line.strip().partition(":")
    if not colon:
        raise BadLine(f"“{line.strip()[:80]}” has no colon. For example: {_EXAMPLE}")
    service_tier, above = _which(which)
    units = dict(map(_unit, prices.split(",")))
    if "input" not in units or "output" not in units:
        raise BadLine(
            f"“{which.strip()[:80]}” needs a price for input and one for output. For example: {_EXAMPLE}"
        )
    return Tier(service_tier, above, **units)


def _which(text: str) -> tuple[str, int]:
    service_tier, above = "", 0
    for word in filter(None, map(str.strip, text.split(","))):
        if found := _ABOVE.fullmatch(word):
            above = int(re.sub(r"\D", "", found[1]) or 0)
        elif _NAME.fullmatch(word) and not service_tier:
            service_tier = word
        else:
            raise BadLine(f"“{word[:40]}” is neither a service tier nor “above” with a number of tokens.")
    if not (service_tier or above) or above > _MOST_TOKENS:
        raise BadLine("A tier says for which calls it is: a service tier, “above 200000”, or both.")
    return service_tier, above


def _unit(text: str) -> tuple[str, Decimal]:
    name, _, amount = text.strip().partition(" ")
    try:
        price = Decimal(amount.strip())
    except InvalidOperation:
        price = Decimal("NaN")
    if name not in UNITS or not (price.is_finite() and 0 <= price < 10**6):
        raise BadLine(
            f"“{text.strip()[:40]}” is no price: write one of {', '.join(UNITS)} and US dollars per million."
        )
    return name, round(price, 6)
