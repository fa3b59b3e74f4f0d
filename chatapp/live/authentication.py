"""Who may have a socket: a log-in that is still good, from a page of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from channels.db import database_sync_to_async
from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from chatapp.accounts.sessions import holder, of_cookies


def origin_is_ours(scope: Mapping[str, Any]) -> bool:
    """Does the `Origin` name the host that the request came to, and is that host allowed?"""
    headers = dict(scope["headers"])
    try:
        origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    except ValueError:
        return False
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if origin.scheme not in ("http", "https") or not host:
        return False
    if f"{origin.scheme}://{origin.netloc}".lower() in settings.CSRF_TRUSTED_ORIGINS:
        return True
    domain, _ = split_domain_port(origin.netloc)
    return origin.netloc.lower() == host and validate_host(domain, settings.ALLOWED_HOSTS)


@dataclass(frozen=True)
class LogIn:
    """Of a person, and the key of the session."""

    user_id: int
    session: str


async def caller(scope: Mapping[str, Any]) -> LogIn | None:
    """Whose session the cookie names, asked of the database each time; None if it does not count (any more).

    Channels' own middleware would do the same once, and look at every frame that is sent for the rest of its life.
    """
    cookies = parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    return await database_sync_to_async(_log_in)(cookies) if cookies else None


def _log_in(cookies: Mapping[str, str]) -> LogIn | None:
    key = of_cookies(cookies)
    user = holder(key) if key else None
    return LogIn(user.pk, key) if key and user else None
