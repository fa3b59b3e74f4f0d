"""`POST /v1/chat/completions`: one answer, streamed or at once."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive

from chatapp import wiring
from chatapp.turns.attempt import Caller
from chatapp.turns.choice import Route, resolve
from chatapp.turns.generate import Generation
from chatapp.usage.models import Kind
from chatapp.wire.request import Request

from . import bodies, rows
from .answers import Json, call_id
from .attending import attended
from .door import Visitor, enter
from .failures import ApiError
from .headers import told
from .relay import Relay


async def create(http: HttpRequest) -> Response:
    visitor = await enter(http)
    body = await bodies.read(http)
    request = await bodies.understood(body, Request.read)
    route = await route_to(visitor, request.model)
    caller = _caller(http, visitor, request, body)
    if request.stream:
        return Relay(caller, route, request)
    return await _at_once(caller, route, request, http.receive)


async def route_to(visitor: Visitor, name: str) -> Route:
    """The way to the model of this name. Raises ModelNotFound, NoModel, and ApiError 403."""
    route = await rows.read(partial(resolve, name=name))
    if not visitor.may_use(name, f"{route.provider.slug}/{route.model.name}"):
        words = f"This API key may not use the model '{name}'. It is limited on the account page."
        raise ApiError(403, words, param="model", code="model_not_allowed")
    return route


def _caller(http: HttpRequest, visitor: Visitor, request: Request, body: bytes) -> Caller:
    return Caller(
        Kind.API,
        visitor.user_id,
        store=request.store,
        metadata=dict(request.metadata),
        api_key_id=visitor.key_id,
        call_id=call_id(http.scope),
        sent=body.decode("utf-8-sig") if request.store else "",
    )


async def _at_once(caller: Caller, route: Route, request: Request, receive: Receive) -> Response:
    generation, answer = await attended(receive, _ask(caller, route, request))
    return Json(answer, headers=told(generation))


async def _ask(caller: Caller, route: Route, request: Request) -> tuple[Generation, dict[str, Any]]:
    engine = await wiring.start()
    with engine.calls.generation(caller, route, request) as generation:
        return generation, await generation.whole()
