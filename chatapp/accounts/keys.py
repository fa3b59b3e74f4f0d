"""Making and revoking API keys.

The callers have passed the door: `access` for the pages, the terminal for `createapikey`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chatapp.accounts import audit
from chatapp.accounts.crypto import tokens
from chatapp.accounts.errors import Refused
from chatapp.accounts.models import ApiKey, ApiKeyState, User

# The prefix says what such a text opens where it is found in a log or a repository.
BEGINNING: Final = "sk-chatapp-"
MOST: Final = 100
_PREFIX: Final = 16


def make(
    user: User,
    name: str,
    *,
    expires_at: datetime | None = None,
    allowed_models: Sequence[str] = (),
    read_only: bool = False,
    requests_per_minute: int | None = None,
    actor: User | None,
) -> tuple[ApiKey, str]:
    """The key's row and its text, which only the caller ever sees; `actor` None: the server's terminal.

    `Refused` when the person is deactivated or has `MOST` active keys already; `ValidationError` when a value
    does not fit its column.
    """
    text = BEGINNING + tokens.new()
    key = ApiKey(
        user=user,
        name=name,
        prefix=text[:_PREFIX],
        digest=tokens.digest(text),
        expires_at=expires_at,
        allowed_models=list(allowed_models),
        read_only=read_only,
        requests_per_minute=requests_per_minute,
    )
    key.full_clean()
    with transaction.atomic():
        _make_room(user)
        key.save()
        _record(actor, "api_key.made", key)
    return key, text


def revoke(key: ApiKey, actor: User) -> None:
    """From now on it opens nothing. A key that is revoked already stays as it is."""
    now = timezone.now()
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
            key.revoked_at = now
            _record(actor, "api_key.revoked", key)


def in_state(state: ApiKeyState) -> Q:
    """What a query asks for to get the keys that are now in this state: `ApiKey.state`, for the database."""
    over = Q(expires_at__lte=timezone.now())
    match state:
        case ApiKeyState.REVOKED:
            return Q(revoked_at__isnull=False)
        case ApiKeyState.EXPIRED:
            return over & Q(revoked_at=None)
        case ApiKeyState.ACTIVE:
            return (Q(expires_at=None) | ~over) & Q(revoked_at=None)


def limits(key: ApiKey) -> list[str]:
    """What the key may do less than its owner, in words; empty where nothing is narrowed."""
    return ["read only", *key.bounds] if key.read_only else key.bounds


def _make_room(user: User) -> None:
    """Of two requests at once the second one waits here, and then counts the key of the first."""
    owner = User.objects.select_for_update().get(pk=user.pk)
    if not owner.is_active:
        raise Refused(f"{owner} is deactivated, and keys of deactivated people open nothing.")
    if owner.api_keys.filter(in_state(ApiKeyState.ACTIVE)).count() >= MOST:
        raise Refused(f"There are {MOST} active keys, and more cannot be. Revoke one that nothing uses.")


def _record(actor: User | None, action: str, key: ApiKey) -> None:
    audit.record(actor, action, key.user.email, key=key.pk, name=key.name, prefix=key.prefix)
