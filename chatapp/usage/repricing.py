"""Prices for calls that had none: each gets a correction that adds its cost, and keeps its row as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from chatapp.providers.models import Price
from chatapp.providers.tiers import UNITS, UnitPrices, held
from chatapp.usage.corrections import correction
from chatapp.usage.models import MeteredCall, UsageRecord
from chatapp.usage.pricing import cost
from chatapp.usage.store import PRICING
from chatapp.wire.types.usage import Usage

_BATCH: Final = 2000
_UNITS: Final = (*UNITS, "per_call")


class Repriced(NamedTuple):
    """`left`: calls of models that have no price."""

    calls: int
    cost: Decimal
    left: int


@transaction.atomic
def price_unpriced(calls: QuerySet[MeteredCall], reason: str) -> Repriced:
    """Price those of the calls that have no price, at the price that held then, else at the first one after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PRICING])
    prices = _Prices()
    number, spent, left = 0, Decimal(0), 0
    for batch in _batches(calls.filter(unpriced=True).order_by("pk")):
        served = dict(
            UsageRecord.objects.filter(pk__in=[call.pk for call in batch]).values_list("pk", "service_tier")
        )
        priced = [(call, price) for call in batch if (price := prices.of(call, served[call.pk]))]
        rows = [_correction(call, price, reason) for call, price in priced]
        UsageRecord.objects.bulk_create(rows)
        number, left = number + len(rows), left + len(batch) - len(rows)
        spent += sum((row.cost for row in rows if row.cost is not None), Decimal(0))
    return Repriced(number, spent, left)


def _batches(calls: QuerySet[MeteredCall]) -> Iterator[Sequence[MeteredCall]]:
    last = 0
    while batch := list(calls.filter(pk__gt=last)[:_BATCH]):
        last = batch[-1].pk
        yield batch


class _Prices:
    """Those of each model, read once."""

    def __init__(self) -> None:
        self._known: dict[int, list[Price]] = {}

    def of(self, call: MeteredCall, service_tier: str) -> UnitPrices | None:
        if call.model_id is None:
            return None
        if call.model_id not in self._known:
            of_model = Price.objects.filter(model_id=call.model_id)
            self._known[call.model_id] = list(of_model.order_by("valid_from"))
        price = _held_at(self._known[call.model_id], call.at)
        return price and held(price, service_tier, call.prompt_tokens)


def _held_at(prices: Sequence[Price], moment: datetime) -> Price | None:
    """`prices` from the oldest to the newest."""
    before = [price for price in prices if price.valid_from <= moment]
    return before[-1] if before else next(iter(prices), None)


def _correction(call: MeteredCall, price: UnitPrices, reason: str) -> UsageRecord:
    units = {f"price_{name}": getattr(price, name) for name in _UNITS}
    return correction(call, cost(_usage(call), price), reason, **units)


def _usage(call: MeteredCall) -> Usage:
    prompt = {"cached_tokens": call.cached_tokens, "audio_tokens": call.audio_prompt_tokens}
    completion = {"reasoning_tokens": call.reasoning_tokens, "audio_tokens": call.audio_completion_tokens}
    return Usage(
        {
            "prompt_tokens": call.prompt_tokens,
            "completion_tokens": call.completion_tokens,
            "total_tokens": call.total_tokens,
            "prompt_tokens_details": prompt,
            "completion_tokens_details": completion,
        }
    )
