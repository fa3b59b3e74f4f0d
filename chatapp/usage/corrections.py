"""Corrections of calls: rows of their own that hold the signed difference, and why."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from chatapp.accounts.audit import record
from chatapp.accounts.models import User
from chatapp.usage.models import MeteredCall, UsageRecord
from chatapp.wire.json.clean import clean_text

LONGEST_REASON: Final = 300
# US dollars: a call that is wrong by more is a mistake in typing.
MOST: Final = Decimal(1_000_000)
_SAME: Final = (
    "completion_id", "at", "kind", "turn_id", "user_id", "user_email", "api_key_id", "provider_id", "provider_name",
    "model_id", "model_name", "served_model", "status", "store", "labels", "group_names", "assistant", "tools",
    "attempt", "call_id", "estimated", "details", "first_token_ms", "duration_ms",
)  # fmt: skip


def correction(call: MeteredCall, cost: Decimal | None, reason: str, **columns: Any) -> UsageRecord:
    """A row, not yet saved, that adds this cost to a call and leaves all else as it is."""
    same = {name: getattr(call, name) for name in _SAME}
    return UsageRecord(**same, **columns, cost=cost, corrects=call.pk, reason=reason)


@transaction.atomic
def correct(actor: User | None, call: MeteredCall, difference: Decimal, reason: str) -> UsageRecord:
    """Add a difference, which may be negative, to the cost of a call. `actor` None: the operator, by a command.

    Raises ValueError with words for who asked, where the difference or the reason is none.
    """
    if not difference.is_finite() or abs(difference) > MOST or not (added := round(difference, 10)):
        raise ValueError("Say by how many US dollars the cost changes, for example -0.25.")
    why = clean_text(reason.strip())[:LONGEST_REASON]
    if not why:
        raise ValueError("Say why: the reason is kept with the correction.")
    row = correction(call, added, why)
    row.save()
    detail = {"cost": f"{added.normalize():f}", "reason": row.reason, "owner": call.user_email}
    record(actor, "usage.correct", str(call.completion_id or call.pk), **detail)
    return row


def rows_of(call: MeteredCall) -> Sequence[UsageRecord]:
    """Its own row and its corrections, as they were written."""
    return [UsageRecord.objects.get(pk=call.pk), *UsageRecord.objects.filter(corrects=call.pk).order_by("pk")]
