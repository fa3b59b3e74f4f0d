"""A price of a public list, and its form between the process that reads the list and the one that writes rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chatapp.providers.tiers import Tier


@dataclass(frozen=True)
class ListedPrice:
    """`units`: US dollars per million tokens, by the column of a price, and `per_call`. `since`: its first day by UTC;
    None: from the beginning. `tiers`: other prices, of service tiers and of long prompts."""

    since: date | None
    units: dict[str, Decimal | None]
    tiers: tuple[Tier, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "since": self.since and self.since.isoformat(),
            "units": {name: None if unit is None else str(unit) for name, unit in self.units.items()},
            "tiers": [tier.to_json() for tier in self.tiers],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> ListedPrice:
        units = {name: None if unit is None else Decimal(unit) for name, unit in value["units"].items()}
        since = value["since"] and date.fromisoformat(value["since"])
        return cls(since, units, tuple(map(Tier.from_json, value["tiers"])))
