"""Asking a provider while a person waits for the page."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from asgiref.sync import async_to_sync
from django.contrib import messages
from django.http import HttpRequest

from chatapp.providers.discovery import Discovery, check_connection, discover
from chatapp.providers.endpoint import endpoint
from chatapp.providers.errors import Unusable
from chatapp.providers.models import Provider
from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Timeouts

Answer = TypeVar("Answer")

_PATIENCE = Timeouts(connect=10, read_idle=20, total=30)


def tell_connection(request: HttpRequest, provider: Provider) -> None:
    """Tests the connection and says the outcome on the next page.

    An answer proves an older error of the discovery to be out of date: the models are then discovered again.
    """
    try:
        tested = _ask(provider, check_connection)
    except Unusable as error:
        messages.error(request, str(error))
    else:
        messages.add_message(request, _level(tested.ok), f"{provider.name}: {tested.message}")
        provider.refresh_from_db(fields=["discovery_error"])
        if tested.ok and provider.discovery_error:
            tell_discovery(request, provider, on_its_page=True)


def tell_discovery(request: HttpRequest, provider: Provider, *, on_its_page: bool = False) -> None:
    """Discovers the models and says the outcome on the next page; the provider's own shows a failure by itself."""
    try:
        found = _ask(provider, lambda upstream: discover(upstream, provider))
    except Unusable as error:
        messages.error(request, str(error))
    else:
        if found.error and on_its_page:
            return
        messages.add_message(request, _level(not found.error), f"{provider.name}: {_sentence(found)}")


def _ask(provider: Provider, question: Callable[[Upstream], Awaitable[Answer]]) -> Answer:
    return async_to_sync(_asked)(provider, question)


async def _asked(provider: Provider, question: Callable[[Upstream], Awaitable[Answer]]) -> Answer:
    upstream = Upstream(replace(endpoint(provider), timeouts=_PATIENCE))
    try:
        return await question(upstream)
    finally:
        await upstream.aclose()


def _level(good: bool) -> int:
    return messages.SUCCESS if good else messages.ERROR


def _sentence(found: Discovery) -> str:
    if found.error:
        return found.error
    models = "1 model is" if found.listed == 1 else f"{found.listed} models are"
    gone = f", {found.gone} no longer listed" if found.gone else ""
    return f"{models} listed, {found.added} of them new{gone}."
