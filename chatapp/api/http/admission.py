"""Admission of a call: its key, its request, its model, and whether the key may use it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from starlette.requests import Request as HttpRequest

from chatapp.assistants.names import ASSISTANT
from chatapp.turns.calls.routing import Route, resolve, resolve_assistant
from chatapp.turns.runtime.loop_lag import lag
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest

from . import bodies, database_read
from .authentication import KeyHolder, authenticate
from .errors import ApiError

AskedT = TypeVar("AskedT", Request, EmbeddingsRequest)


@dataclass(frozen=True)
class Admission(Generic[AskedT]):
    """`body` is the request as it came."""

    holder: KeyHolder
    body: bytes
    request: AskedT
    route: Route


async def admit(http: HttpRequest, read: Callable[[bytes], AskedT]) -> Admission[AskedT]:
    """Raises ApiError, Malformed, ModelNotFound, NoModel, Overloaded.

    The key and the model are looked for at the same time: each takes a way to the database and back.
    """
    lag.admit()
    key = asyncio.create_task(authenticate(http))
    try:
        if bodies.waits(http):
            await key
        body = await bodies.read(http)
        if bodies.is_large(body):
            await key
        request = await bodies.understood(body, read)
        route = await _route(key, request)
    except Exception:
        # Who is not let in learns of nothing else.
        await key
        raise
    except asyncio.CancelledError:
        key.cancel()
        raise
    holder = await key
    _check_model(holder, request.model, route)
    return Admission(holder, body, request, route)


async def _route(key: asyncio.Task[KeyHolder], request: Request | EmbeddingsRequest) -> Route:
    if isinstance(request, Request) and request.model.startswith(ASSISTANT):
        # Whose key it is says which assistants there are.
        find = partial(
            resolve_assistant, owner_id=(await key).user_id, slug=request.model.removeprefix(ASSISTANT)
        )
        if (route := await database_read.read(find)) is not None:
            return route
    return await database_read.read(partial(resolve, name=request.model))


def _check_model(holder: KeyHolder, name: str, route: Route) -> None:
    names = (name,) if route.preset.slug else (name, f"{route.provider.slug}/{route.model.name}")
    if not holder.may_use(*names):
        words = f"This API key may not use the model '{name}'. It is limited on the account page."
        raise ApiError(403, words, param="model", code="model_not_allowed")
