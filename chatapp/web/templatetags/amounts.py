"""Money and time as the pages show them."""

from datetime import datetime
from decimal import Decimal

from django import template

register = template.Library()

_CENT = Decimal("0.01")


@register.filter
def dollars(cost: Decimal | None) -> str:
    """Never a zero for what has no price. Below a cent, three digits that count."""
    if cost is None:
        return "unpriced"
    return f"${cost:,.2f}" if cost == 0 or abs(cost) >= _CENT else f"${_plain(Decimal(f'{cost:.3g}'))}"


@register.filter
def price(per_million: Decimal) -> str:
    return f"${_plain(per_million)}"


@register.simple_tag
def took(start: datetime, end: datetime | None) -> str:
    """`850 ms`, `2.4 s` or `1 min 15 s` from one moment to the other; nothing where it has not come."""
    if end is None:
        return "–"
    passed = max(0.0, (end - start).total_seconds())
    if passed < 1:
        return f"{passed * 1000:.0f} ms"
    minutes, seconds = divmod(round(passed), 60)
    return f"{minutes:,} min {seconds} s" if minutes else f"{passed:.1f} s"


def _plain(amount: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    return f"{amount.normalize():f}"
