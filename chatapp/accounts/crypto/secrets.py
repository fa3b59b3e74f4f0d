"""Secrets at rest: what only this server may read, such as a provider's key.

Fernet, with keys derived from `SECRET_KEY` and, so that it can be rotated, `SECRET_KEY_FALLBACKS`.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from chatapp.accounts.errors import AccountsError


class SecretLost(AccountsError):
    """No key of this server opens it: `SECRET_KEY` was changed or lost. Ask for the secret again."""


def seal(text: str) -> bytes:
    """Always with the current key; the same text gives other bytes each time."""
    return _box().encrypt(text.encode())


def unseal(blob: bytes) -> str:
    """`SecretLost` when neither the current key nor a fallback opens it."""
    try:
        return _box().decrypt(bytes(blob)).decode()
    except InvalidToken as error:
        raise SecretLost("SECRET_KEY was changed: enter the secret again.") from error


def _box() -> MultiFernet:
    return _box_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"chatapp.accounts.secrets")
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
