"""Other prices of the same model: by how a call is served, and by how long its prompt is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

UNITS: Final = ("input", "cached_input", "audio_input", "output", "reasoning_output", "audio_output")
# What providers call the service that a plain price is for.
_STANDARD: Final = ("", "auto", "default", "standard", "standard_only")


@dataclass(frozen=True)
class Tier:
    """US dollars per million tokens. None: that kind of token costs what its plain kind costs in this tier.

    `service_tier`: as the answer names it, empty for the standard one; `above`: the prompt has more tokens than this.
    All tokens of such a call cost this, not those above alone. `per_call`: US dollars for each call, beside its tokens.
    """

    service_tier: str
    above: int
    input: Decimal
    output: Decimal
    cached_input: Decimal | None = None
    audio_input: Decimal | None = None
    reasoning_output: Decimal | None = None
    audio_output: Decimal | None = None
    per_call: Decimal | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any], per_call: Decimal | None = None) -> Tier:
        units = {name: Decimal(value[name]) for name in UNITS if value.get(name) is not None}
        return cls(value.get("service_tier", ""), value.get("above", 0), **units, per_call=per_call)

    def to_json(self) -> dict[str, Any]:
        """As a price keeps it, amounts as texts, which are exact. `per_call` is kept by the price itself."""
        units = {name: f"{unit.normalize():f}" for name in UNITS if (unit := getattr(self, name)) is not None}
        return {"service_tier": self.service_tier, "above": self.above, **units}


class UnitPrices(Protocol):
    """US dollars per million tokens. None: that kind of token costs what its plain kind costs."""

    @property
    def input(self) -> Decimal: ...
    @property
    def cached_input(self) -> Decimal | None: ...
    @property
    def audio_input(self) -> Decimal | None: ...
    @property
    def output(self) -> Decimal: ...
    @property
    def reasoning_output(self) -> Decimal | None: ...
    @property
    def audio_output(self) -> Decimal | None: ...
    @property
    def per_call(self) -> Decimal | None:
        """US dollars for each call, beside its tokens."""


class Tiered(UnitPrices, Protocol):
    """A row of prices."""

    @property
    def tiers(self) -> Sequence[Mapping[str, Any]]: ...


def held(price: Tiered, service_tier: str | None, prompt_tokens: int) -> UnitPrices:
    """What a call costs that was served like this, with so long a prompt.

    A service tier that the price does not know costs what the standard one costs.
    """
    if not price.tiers:
        return price
    tiers = [Tier.from_json(tier, price.per_call) for tier in price.tiers]
    served = "" if service_tier is None or service_tier in _STANDARD else service_tier
    known = [tier for tier in tiers if tier.service_tier == served]
    known = known or [tier for tier in tiers if not tier.service_tier]
    reached = [tier for tier in known if prompt_tokens > tier.above or not tier.above]
    return max(reached, key=lambda tier: tier.above, default=price)
