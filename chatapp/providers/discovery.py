"""Asking a provider which models it has, and whether it answers at all.

Discovery adds what is new and marks what is gone. It never changes what an admin may have edited, and never
removes.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import NamedTuple

from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from chatapp.providers.model_listing import Listed, read
from chatapp.providers.models import Model, Provider
from chatapp.upstream.client import Upstream
from chatapp.upstream.errors import UpstreamError

NO_LISTING = (404, 405, 501)


class Discovery(NamedTuple):
    """How many models are listed, new, and gone since the last time; `error` is a sentence, or empty."""

    listed: int = 0
    added: int = 0
    gone: int = 0
    error: str = ""


class ConnectionCheck(NamedTuple):
    """Whether the provider answered, in how many milliseconds, and the sentence for the admin."""

    ok: bool
    latency_ms: int
    message: str


async def discover(upstream: Upstream, provider: Provider) -> Discovery:
    """Rows from `GET /models`. A failure is kept in the provider's `discovery_error`, not raised."""
    try:
        listed = read(await upstream.models())
    except UpstreamError as error:
        return await sync_to_async(_fail)(provider, _sentence(error))
    if not listed:
        return await sync_to_async(_fail)(provider, "The provider lists no models. Add them by hand.")
    return await sync_to_async(_store)(provider, listed)


async def check_connection(upstream: Upstream) -> ConnectionCheck:
    """One `GET /models`: it proves address and key, and costs nothing."""
    start = perf_counter()
    try:
        listed = read(await upstream.models())
    except UpstreamError as error:
        return ConnectionCheck(False, _since(start), _sentence(error))
    passed = _since(start)
    models = "1 model" if len(listed) == 1 else f"{len(listed)} models"
    return ConnectionCheck(True, passed, f"Connected: {models} listed in {passed} ms.")


def _since(start: float) -> int:
    return round((perf_counter() - start) * 1000)


def _sentence(error: UpstreamError) -> str:
    if error.status in (401, 403):
        return (
            f"The provider refused the key ({error.status}). Check the key, and that it belongs to this URL."
        )
    if error.status in NO_LISTING:
        return (
            f"The provider answered, but has no list of models at this address ({error.status}). "
            "Check that the base URL is right (most end in /v1); if it is, add the models by hand."
        )
    return str(error)


def _fail(provider: Provider, sentence: str) -> Discovery:
    # By `update`: whatever an admin saves at the same time stays.
    Provider.objects.filter(pk=provider.pk).update(discovery_error=sentence)
    return Discovery(error=sentence)


@transaction.atomic
def _store(provider: Provider, listed: Sequence[Listed]) -> Discovery:
    """Under the provider's row lock: two discoveries at once find the same."""
    Provider.objects.select_for_update().get(pk=provider.pk)
    now = timezone.now()
    models = Model.objects.filter(provider=provider)
    known = set(models.values_list("name", flat=True))
    new = [_row(provider, item) for item in listed if item.name not in known]
    Model.objects.bulk_create(new)
    names = [item.name for item in listed]
    models.filter(name__in=names).update(missing_since=None)
    unlisted = models.exclude(name__in=names).filter(added_by_hand=False, missing_since=None)
    gone = unlisted.update(missing_since=now)
    Provider.objects.filter(pk=provider.pk).update(discovered_at=now, discovery_error="")
    return Discovery(len(listed), len(new), gone)


def _row(provider: Provider, item: Listed) -> Model:
    return Model(provider=provider, name=item.name, **item.capabilities._asdict())
