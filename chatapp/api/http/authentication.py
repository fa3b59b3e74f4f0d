"""Who calls: the bearer key, what it may do, and how often."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from psycopg import AsyncConnection
from starlette.requests import Request

from chatapp import wiring
from chatapp.accounts.crypto import tokens
from chatapp.accounts.store import count_request, use_key
from chatapp.completions.stored.selection import KeyScope
from chatapp.logs.context import identify

from . import database_read
from .errors import ApiError

_REMEMBERED = "holder"
# The words by which clients (litellm's) know a wrong key from other refusals.
_INCORRECT = "Incorrect API key provided:"


@dataclass(frozen=True)
class KeyHolder:
    """A person by one of their keys. `headers`: what is left of the key's limit."""

    user_id: int
    key_id: int
    allowed_models: frozenset[str] = frozenset()
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def scope(self) -> KeyScope:
        """What of the stored completions the key opens."""
        return KeyScope(self.user_id, self.allowed_models)

    def may_use(self, *names: str) -> bool:
        """Is a model that goes by these names among those that the key is limited to?"""
        return not self.allowed_models or not self.allowed_models.isdisjoint(names)


async def authenticate(request: Request, *, writes: bool = True) -> KeyHolder:
    """The caller. Raises ApiError 401, 403 for a key that may only read, 429."""
    digest = tokens.digest(_bearer(request))

    async def admit(connection: AsyncConnection) -> KeyHolder | None:
        key = await use_key(connection, digest)
        if key is None:
            return None
        _check(key, writes=writes)
        limit = key["requests_per_minute"]
        headers = await _count(connection, key["id"], limit) if limit else {}
        return KeyHolder(key["user_id"], key["id"], frozenset(key["allowed_models"]), headers)

    holder = await database_read.read(admit)
    if holder is None:
        raise await _wrong_key(request)
    identify(holder.user_id)
    request.scope[_REMEMBERED] = holder
    return holder


def key_holder_of(scope: Any) -> KeyHolder | None:
    """Who was let in with this request."""
    holder = scope.get(_REMEMBERED)
    return holder if isinstance(holder, KeyHolder) else None


def _bearer(request: Request) -> str:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        words = (
            "Send your API key as the header “Authorization: Bearer …”. You make one on your account page."
        )
        raise _unknown(words)
    return key.strip()


async def _wrong_key(request: Request) -> ApiError:
    """A known key comes in from the same address all the same: it may be that of a whole office."""
    services, now = await wiring.start(), asyncio.get_running_loop().time()
    seconds = services.wrong_keys.count(_address(request), now)
    if seconds is None:
        return _unknown(f"{_INCORRECT} it is not known. You see your keys on your account page.")
    words = (
        f"{_INCORRECT} it is not known, and this address sent too many of those. Ask again in {seconds} s."
    )
    return ApiError(
        429,
        words,
        type="rate_limit_error",
        code="too_many_wrong_keys",
        headers={"retry-after": str(seconds)},
    )


def _address(request: Request) -> str:
    """Behind a proxy that is trusted the address that it saw; the addresses before that may be forged."""
    forwarded = request.headers.get("x-forwarded-for") if settings.TRUST_PROXY else None
    if forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.client.host if request.client else ""


def _check(key: dict[str, Any], *, writes: bool) -> None:
    if key["revoked_at"]:
        raise ApiError(
            401, f"{_INCORRECT} it was revoked. Make a new one on your account page.", code="api_key_revoked"
        )
    if key["expired"]:
        raise ApiError(
            401, f"{_INCORRECT} it has expired. Make a new one on your account page.", code="api_key_expired"
        )
    if not key["is_active"]:
        raise ApiError(
            401, f"{_INCORRECT} its owner's account is deactivated. Ask an admin.", code="user_deactivated"
        )
    if writes and key["read_only"]:
        words = "This API key may only read. Make another one on your account page for calls that change something."
        raise ApiError(403, words, code="read_only_key")


def _unknown(words: str) -> ApiError:
    return ApiError(401, words, code="invalid_api_key", headers={"www-authenticate": "Bearer"})


async def _count(connection: AsyncConnection, key_id: int, limit: int) -> dict[str, str]:
    """Count this request. Raises ApiError 429 above the limit. Returns the headers that say what is left."""
    count, seconds = await count_request(connection, key_id, limit)
    headers = {
        "x-ratelimit-limit-requests": str(limit),
        "x-ratelimit-remaining-requests": str(max(0, limit - count)),
        "x-ratelimit-reset-requests": f"{seconds}s",
    }
    if count > limit:
        words = f"This API key is limited to {limit} requests per minute. Ask again in {seconds} s."
        waiting = {**headers, "retry-after": str(seconds)}
        raise ApiError(429, words, type="rate_limit_error", code="rate_limit_exceeded", headers=waiting)
    return headers
