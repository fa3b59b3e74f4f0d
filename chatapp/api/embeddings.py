"""`POST /v1/embeddings`: forwarded, and metered."""

from __future__ import annotations

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from chatapp import wiring
from chatapp.turns.attempt import Caller
from chatapp.turns.choice import Route
from chatapp.usage.models import Kind
from chatapp.wire.embeddings import EmbeddingsRequest

from . import bodies
from .answers import call_id
from .attending import attended
from .chat import route_to
from .door import enter
from .headers import told


async def create(http: HttpRequest) -> Response:
    visitor = await enter(http)
    request = await bodies.understood(await bodies.read(http), EmbeddingsRequest.read)
    route = await route_to(visitor, request.model)
    caller = Caller(Kind.EMBEDDING, visitor.user_id, api_key_id=visitor.key_id, call_id=call_id(http.scope))
    return await attended(http.receive, _ask(caller, route, request))


async def _ask(caller: Caller, route: Route, request: EmbeddingsRequest) -> Response:
    engine = await wiring.start()
    with engine.calls.embedding(caller, route, request) as embedding:
        answered = await embedding.whole()
        return Response(answered.content, media_type="application/json", headers=told(embedding))
