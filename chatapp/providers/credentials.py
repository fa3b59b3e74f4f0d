"""A provider's key and extra headers: sealed in the row, or read from the environment; never shown."""

import json
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from chatapp.accounts.crypto.secrets import SecretLost, seal, unseal
from chatapp.providers.errors import Unusable
from chatapp.providers.models import Provider


def seal_key(provider: Provider, key: str) -> None:
    """Empty: the provider needs none. The row is not saved."""
    provider.sealed_key = seal(key) if key else None


def seal_headers(provider: Provider, headers: Mapping[str, str]) -> None:
    provider.sealed_headers = seal(json.dumps(dict(headers))) if headers else None


def key_of(provider: Provider) -> str:
    """Empty where there is none; raises `Unusable`."""
    if provider.from_environment:
        return str(settings.OPENAI_API_KEY)
    return _opened(provider, provider.sealed_key, "key")


def headers_of(provider: Provider) -> dict[str, str]:
    """Raises `Unusable`."""
    text = _opened(provider, provider.sealed_headers, "extra headers")
    return dict(json.loads(text)) if text else {}


def lost() -> list[str]:
    """The names of the providers whose key or headers were sealed with another `SECRET_KEY`."""
    rows = Provider.objects.values_list("name", "sealed_key", "sealed_headers").order_by("name")
    return [name for name, *sealed in rows if not all(_opens(bytes(each)) for each in sealed if each)]


def _opens(sealed: bytes) -> bool:
    try:
        unseal(sealed)
    except SecretLost:
        return False
    return True


def _opened(provider: Provider, sealed: bytes | memoryview | None, what: str) -> str:
    if sealed is None:
        return ""
    try:
        return _unsealed(bytes(sealed), settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    except SecretLost as error:
        raise Unusable(
            f"The {what} of {provider.name} cannot be read any more, because SECRET_KEY was changed: "
            f"an admin has to enter the {what} again."
        ) from error


@lru_cache(maxsize=256)
def _unsealed(sealed: bytes, *keys: str) -> str:
    """Every call of a model asks. Remembered by the bytes and the keys that open them: never outdated."""
    return unseal(sealed)
