"""`GET /v1/openapi.json`: what the API is, for programs. It needs no key, and holds no data of the team's."""

from __future__ import annotations

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.requests import Request
from starlette.responses import Response

from chatapp.api.http.responses import Json
from chatapp.api.openapi.document import document

_V1 = "/v1"


async def show(http: Request) -> Response:
    return Json(document(_origin(http) + _V1))


def _origin(http: Request) -> str:
    """Where the team finds this server. Nothing, which means “where this document was found”, for a name not ours."""
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
