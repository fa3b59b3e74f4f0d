"""From a provider's row to the endpoint that `upstream` calls."""

from chatapp.providers.credentials import headers_of, key_of
from chatapp.providers.models import Provider
from chatapp.upstream.endpoint import Endpoint, Timeouts


def endpoint(provider: Provider) -> Endpoint:
    """Opens the sealed key; raises `Unusable` with what an admin has to do."""
    return Endpoint(
        key=str(provider.pk),
        base_url=provider.base_url,
        api_key=key_of(provider),
        headers=headers_of(provider),
        timeouts=Timeouts(
            connect=provider.connect_timeout, read_idle=provider.idle_timeout, total=provider.total_timeout
        ),
    )
