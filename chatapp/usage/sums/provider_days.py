"""What the ledger has of each day and model as a provider would bill it, in the provider's own days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, CharField, F, Q, Sum, When
from django.db.models.functions import TruncDate

from chatapp.usage.models import LedgerSummand

# A call that failed before it was read is in no bill.
_BILLED: Final = ~Q(status="failed") | Q(estimated=True)
_CUT: Final = Q(status__in=("stopped", "interrupted"))


@dataclass(frozen=True)
class Spent:
    """`cut`: of the calls, how many were stopped or lost in the middle; `estimated`: how many reported no usage, with
    `guessed` tokens. `cost` is what is known."""

    calls: int
    read: int
    written: int
    cost: Decimal
    cut: int = 0
    estimated: int = 0
    guessed: int = 0


def spent_by_day(
    first: date, last: date, zone: tzinfo = UTC, *, provider: str = ""
) -> dict[tuple[date, str], Spent]:
    """By day and model, under the name by which it answered. `provider`: its name, empty for all."""
    begin = datetime.combine(first, datetime.min.time(), zone)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    rows = LedgerSummand.objects.filter(_BILLED, at__gte=begin, at__lt=end)
    if provider:
        rows = rows.filter(provider_name=provider)
    answered = Case(
        When(served_model="", then=F("model_name")), default=F("served_model"), output_field=CharField()
    )
    days: Any = rows.values(day=TruncDate("at", tzinfo=zone), answered=answered).annotate(
        sum_calls=Sum("calls"),
        sum_read=Sum("prompt_tokens"),
        sum_written=Sum("completion_tokens"),
        sum_cost=Sum("cost"),
        sum_cut=Sum("calls", filter=_CUT),
        sum_estimated=Sum("calls", filter=Q(estimated=True)),
        sum_guessed=Sum("total_tokens", filter=Q(estimated=True)),
    )
    return {(row["day"], row["answered"]): _spent(row) for row in days}


def _spent(row: dict[str, Any]) -> Spent:
    def count(name: str) -> int:
        return int(row[f"sum_{name}"] or 0)

    cost = row["sum_cost"] or Decimal(0)
    cut, estimated, guessed = map(count, ("cut", "estimated", "guessed"))
    return Spent(count("calls"), count("read"), count("written"), cost, cut, estimated, guessed)
