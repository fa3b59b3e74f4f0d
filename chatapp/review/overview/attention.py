"""What needs doing: the findings of a period, each with what to do and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from chatapp.accounts.keys import in_state
from chatapp.accounts.models import ApiKey, ApiKeyState
from chatapp.providers.models import Price
from chatapp.review.words import calls
from chatapp.usage.sums.dimensions import DIMENSIONS
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals, grouped

_IDLE: Final = timedelta(days=90)
_MOST: Final = 5
# Fewer failures, or a smaller share, is the noise of any provider.
_FAILURES: Final = 5
_FAILING: Final = 0.1
_ESTIMATED: Final = 0.05


class Finding(NamedTuple):
    words: str
    action: str
    address: str


def findings(
    selection: Selection, whole: Totals, providers: Mapping[str, Totals], *, may_change: bool
) -> list[Finding]:
    """`providers`: what each of them did. `may_change`: may who reads it set prices?"""
    return [
        *_unpriced(selection, whole, may_change),
        *_failing(selection, providers),
        *_estimated(selection, whole),
        *_idle_keys(),
    ]


def _unpriced(selection: Selection, whole: Totals, may_change: bool) -> Iterator[Finding]:
    if whole.unpriced:
        unpriced = selection.narrow({"unpriced": "true"})
        models = {
            model: totals for (model,), totals in grouped(unpriced, DIMENSIONS["model"], most=_MOST).items()
        }
        priced = set(Price.objects.filter(model__name__in=models).values_list("model__name", flat=True))
        for model, totals in models.items():
            its, it = ("its", "it") if totals.calls == 1 else ("their", "them")
            words = f"{calls(totals.calls)} of {model} without a price: {its} cost is not in these sums."
            query = unpriced.narrow({"model": model}).query()
            if not may_change:
                yield Finding(
                    f"{words} An admin prices {it}.", f"See {it}", f"{reverse('review:calls')}?{query}"
                )
            elif model in priced:
                yield Finding(words, "Price these calls", f"{reverse('review:calls')}?{query}")
            else:
                address = f"{reverse('admin:providers_model_changelist')}?{urlencode({'q': model})}"
                yield Finding(words, "Set its price", address)


def _failing(selection: Selection, providers: Mapping[str, Totals]) -> Iterator[Finding]:
    for provider, totals in providers.items():
        if totals.failed >= max(_FAILURES, _FAILING * totals.calls):
            share = totals.failed / totals.calls
            words = f"{provider}: {totals.failed:,} of {calls(totals.calls)} failed ({share:.0%})."
            failed = selection.narrow({"provider": provider})
            yield Finding(words, "See why", f"{reverse('review:failures')}?{failed.query()}")


def _estimated(selection: Selection, whole: Totals) -> Iterator[Finding]:
    if whole.estimated > _ESTIMATED * whole.calls:
        words = f"{whole.estimated:,} of {calls(whole.calls)} reported no usage: their tokens are estimated."
        address = f"{reverse('review:breakdown')}?{selection.narrow({'estimated': 'true'}).query(by='model')}"
        yield Finding(words, "See the models", address)


def _idle_keys() -> Iterator[Finding]:
    idle = (
        ApiKey.objects.filter(in_state(ApiKeyState.ACTIVE))
        .alias(used=Coalesce("last_used_at", "created_at"))
        .filter(used__lt=timezone.now() - _IDLE)
        .count()
    )
    if idle:
        keys = "1 API key was" if idle == 1 else f"{idle} API keys were"
        yield Finding(
            f"{keys} not used for {_IDLE.days} days.",
            "Look at the keys",
            reverse("admin:accounts_apikey_changelist"),
        )
