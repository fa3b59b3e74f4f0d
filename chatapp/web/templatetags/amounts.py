"""Money and time as the pages show them."""

from datetime import datetime
from decimal import Decimal

from django import template

from chatapp.usage.amounts import dollars, plain

register = template.Library()

register.filter("dollars", dollars)


@register.filter
def price(per_million: Decimal) -> str:
    return f"${plain(per_million)}"


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
