"""The models of the provider that the environment names, asked for once the server is up."""

import logging

from asgiref.sync import sync_to_async
from django.db import OperationalError, close_old_connections

from chatapp.providers.discovery import discover
from chatapp.providers.endpoint import endpoint
from chatapp.providers.models import Provider
from chatapp.upstream.client import Upstream

logger = logging.getLogger("chatapp.providers")


async def discover_models() -> None:
    """A failure is a notice in the admin with a button to try again, and a line in the log."""
    try:
        async for provider in Provider.objects.filter(from_environment=True, enabled=True):
            await _discover(provider)
    except OperationalError as error:
        logger.warning(
            "The provider's models were not asked for, the database is away: %s", " ".join(str(error).split())
        )
    except Exception:
        logger.exception("The models of the provider from the environment could not be discovered")
    finally:
        # The thread that the ORM used goes on to live; its connection is wanted elsewhere.
        await sync_to_async(close_old_connections)()


async def _discover(provider: Provider) -> None:
    upstream = Upstream(await sync_to_async(endpoint)(provider))
    try:
        found = await discover(upstream, provider)
    finally:
        await upstream.aclose()
    if found.error:
        logger.warning("%s: %s", provider.name, found.error)
