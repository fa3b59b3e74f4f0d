"""What the calls of a selection would have cost at other prices: today's, or those of a list that is uploaded."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from chatapp.accounts.audit import record
from chatapp.backoffice.history import actor, is_admin
from chatapp.providers.models import Model, Price
from chatapp.providers.prices.importing import import_uploaded
from chatapp.providers.prices.litellm_list import MOST_BYTES, BadList, LiteLLMList, Tier, Units
from chatapp.review.page import address, page, selected, understood
from chatapp.usage.sums.dimensions import DIMENSIONS
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals, grouped
from chatapp.usage.sums.what_if import would_cost

_MOST: Final = 500
# With the status and whether it is estimated, of each model.
_MOST_GROUPS: Final = 8 * _MOST
_UNITS: Final = ("input", "cached_input", "output", "reasoning_output", "per_call")
# Of a provider's model.
Prices = Callable[[str, str], Units | None]


class Row(NamedTuple):
    """`would`: US dollars; None: the list has no price of the model."""

    provider: str
    model: str
    totals: Totals
    would: Decimal | None
    address: str

    @property
    def difference(self) -> Decimal | None:
        return None if self.would is None else self.would - self.totals.cost


class _Called(NamedTuple):
    """Of one model. `billed`: of the calls, those that are charged for where a call has a price of its own."""

    totals: Totals
    billed: int

    def plus(self, totals: Totals, billed: int) -> _Called:
        return _Called(self.totals.plus(totals), self.billed + billed)


@understood
def what_if(request: HttpRequest) -> HttpResponse:
    """GET with the prices of today; POST with those of the file."""
    selection = selected(request)
    tier = _tier(request.POST.get("tier") or Tier.STANDARD)
    prices, name = _today(), "today's prices"
    if upload := request.FILES.get("list"):
        try:
            listed = LiteLLMList.read(upload.read(MOST_BYTES + 1))
        except BadList as error:
            messages.error(request, str(error))
        else:
            name = f"{upload.name} ({tier})"
            prices = _of(listed, tier)
            if "take" in request.POST:
                _take(request, listed)
    context = {"name": name, "tier": tier, "may_take": is_admin(request), **_context(selection, prices)}
    return page(request, "what_if", selection, context)


def _take(request: HttpRequest, listed: LiteLLMList) -> None:
    """Our own prices, from now on, of what the list knows."""
    if not is_admin(request):
        raise PermissionDenied
    done = import_uploaded(Model.objects.all(), listed)
    record(actor(request), "prices.imported", done.source, priced=done.priced)
    for sentence in done.sentences():
        messages.info(request, sentence)


def _tier(name: str) -> Tier:
    try:
        return Tier(name)
    except ValueError:
        raise NotUnderstood(f"There is no tier {name!r}: choose one of {', '.join(Tier)}.") from None


def _context(selection: Selection, prices: Prices) -> dict[str, Any]:
    by = (DIMENSIONS[name] for name in ("provider", "model", "status", "estimated"))
    models: dict[tuple[str, str], _Called] = {}
    for (provider, model, status, estimated), totals in grouped(selection, *by, most=_MOST_GROUPS).items():
        # As a provider bills it: a call that failed before it was read is in no bill.
        free = status == "failed" and estimated == "false"
        called = models.get((provider, model), _Called(Totals.none(), 0))
        models[provider, model] = called.plus(totals, 0 if free else totals.calls)
    costliest = sorted(models.items(), key=lambda each: -each[1].totals.cost)[:_MOST]
    rows = [_row(selection, *names, called, prices) for names, called in costliest]
    known = [row for row in rows if row.would is not None]
    return {
        "rows": rows,
        "spent": sum((row.totals.cost for row in known), Decimal(0)),
        "would": sum((row.would for row in known if row.would is not None), Decimal(0)),
        "unknown": len(rows) - len(known),
        "tiers": list(Tier),
        "more": len(rows) == _MOST,
    }


def _row(selection: Selection, provider: str, model: str, called: _Called, prices: Prices) -> Row:
    units = prices(provider, model)
    calls = address("calls", selection.narrow({"provider": provider, "model": model}))
    would = None if units is None else would_cost(called.totals, units, called.billed)
    return Row(provider, model, called.totals, would, calls)


def _of(listed: LiteLLMList, tier: Tier) -> Prices:
    return lambda provider, model: listed.units(model, tier)


def _today() -> Prices:
    """The newest price that holds, of each model by its provider's name and its own."""
    held = Price.objects.filter(valid_from__lte=timezone.now()).order_by("valid_from")
    found = {
        (price.model.provider.name, price.model.name): {unit: getattr(price, unit) for unit in _UNITS}
        for price in held.select_related("model__provider")
    }
    return lambda provider, model: found.get((provider, model))
