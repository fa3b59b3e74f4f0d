"""Amounts of money as people read them."""

from decimal import Decimal
from typing import Final

_CENT: Final = Decimal("0.01")


def dollars(cost: Decimal | None) -> str:
    """Never a zero for what has no price. Below a cent, three digits that count."""
    if cost is None:
        return "unpriced"
    sign, amount = "−" if cost < 0 else "", abs(cost)
    cents = amount == 0 or amount >= _CENT
    return f"{sign}${amount:,.2f}" if cents else f"{sign}${plain(Decimal(f'{amount:.3g}'))}"


def plain(amount: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    return f"{amount.normalize():f}"
