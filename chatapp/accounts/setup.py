"""The first admin: a signed link that works once, and never again after there was an admin.

The server's logs show it. Where all admins are gone, the operator makes one by `createsuperuser`.
"""

from typing import Final

from django.core import signing
from django.urls import reverse

from chatapp.accounts import admins, audit
from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import Role, User

_SALT: Final = "chatapp.accounts.setup"
_TEXT: Final = "first admin"


def setup_link(base_url: str) -> str | None:
    """The link that makes the first admin, under `base_url` (scheme and host); None when there ever was one."""
    if admins.existed():
        return None
    token = signing.Signer(salt=_SALT, sep=".").sign_object(_TEXT)
    return base_url.rstrip("/") + reverse("setup", args=[token])


def is_genuine(token: str) -> bool:
    try:
        return signing.Signer(salt=_SALT, sep=".").unsign_object(token) == _TEXT  # type: ignore[no-any-return]
    except signing.BadSignature:
        return False


def make_first_admin(email: str, name: str, password: str) -> User:
    """Of several at once one wins; `NotFound` for the others. An address that has an account becomes an admin's."""
    with admins.locked():
        if admins.existed():
            raise NotFound
        user = User.objects.filter(email=email.strip().lower()).first() or User(email=email.strip().lower())
        user.name, user.role, user.is_active = name, Role.ADMIN, True
        user.set_password(password)
        user.save()
        audit.record(user, admins.SETUP, user.email)
        return user
