"""`/v1`: the API for scripts, an ASGI application of its own.

Django's own way of a request keeps a thread for every open stream, and its middlewares are those of pages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from django.conf import settings
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from .http.cors import open_to
from .http.disconnect import Gone
from .http.errors import ApiError
from .http.responses import labelled
from .v1 import chat, embeddings, files, models, openapi_view, search, stored, usage

Endpoint = Callable[[Request], Awaitable[Response]]


def _at(path: str, **by_method: Endpoint) -> Route:
    """One address and what its methods do."""

    async def endpoint(request: Request) -> Response:
        return await by_method["GET" if request.method == "HEAD" else request.method](request)

    return Route(path, endpoint, methods=sorted(by_method))


async def _elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    words = "There is nothing at this address. The API's document is at /v1/openapi.json."
    if scope["path"].startswith("//"):
        words = "The address begins with two slashes: write one before the v1 of the base URL."
    elif not scope["path"].startswith("/v1"):
        words = "The API is below /v1: let the base URL end with /v1."
    raise ApiError(404, words, code="not_found")


router = Router(
    [
        _at("/v1/chat/completions", POST=chat.create, GET=stored.list_stored),
        _at("/v1/chat/completions/{id}", GET=stored.retrieve, POST=stored.update, DELETE=stored.delete),
        _at("/v1/chat/completions/{id}/messages", GET=stored.list_messages),
        _at("/v1/embeddings", POST=embeddings.create),
        _at("/v1/files", POST=files.create, GET=files.list_files),
        _at("/v1/files/{id}", GET=files.retrieve, DELETE=files.delete),
        _at("/v1/search", POST=search.find),
        _at("/v1/usage", GET=usage.list_usage),
        _at("/v1/openapi.json", GET=openapi_view.show),
        _at("/v1/models", GET=models.list_models),
        _at("/v1/models/{model:path}", GET=models.retrieve),
    ],
    redirect_slashes=False,
    default=_elsewhere,
)


async def _routed(scope: Scope, receive: Receive, send: Send) -> None:
    # Starlette's routes raise errors of an address only where the scope names an application.
    scope["app"] = router
    # Who has gone gets no answer.
    with suppress(Gone):
        await router(scope, receive, send)


api = open_to(settings.API_ORIGINS, labelled(_routed))
