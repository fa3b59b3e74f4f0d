"""Rows of the ledger as calls leave them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.usage.models import UsageRecord


def used(
    user: User | None, cost: str | None = "0.10", at: datetime | None = None, **columns: Any
) -> UsageRecord:
    """One call of 100 tokens in and 10 out."""
    known = {"user_id": user.pk, "user_email": user.email} if user else {}
    row = {
        "kind": "chat", "completion_id": uuid7(), "provider_name": "Somewhere", "model_name": "gpt-5-mini",
        "status": "done", "prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110,
        "cost": None if cost is None else Decimal(cost), "at": at or timezone.now(),
    }  # fmt: skip
    return UsageRecord.objects.create(**{**row, **known, **columns})


def corrected(row: UsageRecord, cost: str, **columns: Any) -> UsageRecord:
    """What has to be added to a row, by a call that its own server settled after a sweep."""
    difference = {"cost": Decimal(cost), "prompt_tokens": 0, "completion_tokens": 5, "total_tokens": 5}
    same = ("kind", "completion_id", "provider_name", "model_name", "user_id", "user_email", "at", "tools")
    copied = {name: getattr(row, name) for name in same}
    return UsageRecord.objects.create(
        **{**copied, **difference, "status": "done", "corrects": row.pk, **columns}
    )
