"""`GET /v1/openapi.json`: what the API is, for programs. It needs no key, and holds no data of the team's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from chatapp.api.http.origin import origin
from chatapp.api.http.responses import Json
from chatapp.api.openapi.document import document

_V1 = "/v1"


async def show(http: Request) -> Response:
    return Json(document(origin(http) + _V1))
