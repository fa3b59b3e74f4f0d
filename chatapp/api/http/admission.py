"""What somebody asks of which model, and whether they may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from starlette.requests import Request as HttpRequest

from chatapp.turns.calls.routing import Route, resolve
from chatapp.turns.runtime.loop_lag import lag
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest

from . import bodies, database_read
from .authentication import Visitor, enter
from .errors import ApiError

AskedT = TypeVar("AskedT", Request, EmbeddingsRequest)


@dataclass(frozen=True)
class Asking(Generic[AskedT]):
    """`body` is the request as it came."""

    visitor: Visitor
    body: bytes
    request: AskedT
    route: Route


async def asking(http: HttpRequest, read: Callable[[bytes], AskedT]) -> Asking[AskedT]:
    """Raises ApiError, Malformed, ModelNotFound, NoModel, Overloaded.

    The key and the model are looked for at the same time: each takes a way to the database and back.
    """
    lag.admit()
    door = asyncio.create_task(enter(http))
    try:
        if bodies.waits(http):
            await door
        body = await bodies.read(http)
        if bodies.is_large(body):
            await door
        request = await bodies.understood(body, read)
        route = await database_read.read(partial(resolve, name=request.model))
    except Exception:
        # Who is not let in learns of nothing else.
        await door
        raise
    except asyncio.CancelledError:
        door.cancel()
        raise
    visitor = await door
    _check_model(visitor, request.model, route)
    return Asking(visitor, body, request, route)


def _check_model(visitor: Visitor, name: str, route: Route) -> None:
    if not visitor.may_use(name, f"{route.provider.slug}/{route.model.name}"):
        words = f"This API key may not use the model '{name}'. It is limited on the account page."
        raise ApiError(403, words, param="model", code="model_not_allowed")
