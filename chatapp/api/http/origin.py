"""Where the team finds this server."""

from __future__ import annotations

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.requests import Request

__all__ = ["origin"]


def origin(http: Request) -> str:
    """Scheme, host and port. Nothing for a name that is not ours: addresses then count from the one that was called."""
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    host = http.headers.get("host", "")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return ""
    return f"{_scheme(http)}://{host}"


def _scheme(http: Request) -> str:
    told = http.headers.get("x-forwarded-proto", "") if settings.TRUST_PROXY else ""
    return "https" if told.partition(",")[0].strip() == "https" else http.url.scheme
