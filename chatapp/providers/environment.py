"""The provider that `OPENAI_API_KEY` and `OPENAI_BASE_URL` describe, brought up to date at each start."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from chatapp.providers import base_url
from chatapp.providers.errors import BadBaseUrl
from chatapp.providers.models import Provider

OPENAI_URL = "https://api.openai.com/v1"


def sync() -> Provider | None:
    """The row, made or corrected; None without the variables: a row of an earlier start is then disabled.

    The key is not in the row. Several processes may do this at once.
    """
    if not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
        _disable()
        return None
    url = address()
    provider, _ = Provider.objects.get_or_create(
        from_environment=True, defaults={"name": _name(url), "base_url": url}
    )
    if provider.base_url != url or not provider.enabled:
        provider.base_url, provider.name, provider.enabled = url, _name(url), True
        provider.save()
    return provider


def address() -> str:
    """Where the variables lead; raises `ImproperlyConfigured`."""
    try:
        return base_url.clean(settings.OPENAI_BASE_URL or OPENAI_URL).url
    except BadBaseUrl as error:
        raise ImproperlyConfigured(f"OPENAI_BASE_URL cannot be used. {error}") from error


def _disable() -> None:
    for provider in Provider.objects.filter(from_environment=True, enabled=True):
        provider.enabled = False
        provider.save()


def _name(url: str) -> str:
    host = urlsplit(url).netloc
    return "OpenAI" if host == urlsplit(OPENAI_URL).netloc else host[:100]
