"""`POST /v1/embeddings`: forwarded, and metered."""

from __future__ import annotations

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from chatapp import wiring
from chatapp.api.http.admission import admit
from chatapp.api.http.disconnect import attended
from chatapp.api.http.headers import told
from chatapp.api.http.responses import call_id
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.routing import Route
from chatapp.usage.models import Kind
from chatapp.wire.request.embeddings import EmbeddingsRequest


async def create(http: HttpRequest) -> Response:
    asked = await admit(http, EmbeddingsRequest.read)
    holder, call = asked.holder, call_id(http.scope)
    caller = Caller(Kind.EMBEDDING, holder.user_id, api_key_id=holder.key_id, call_id=call)
    return await attended(http.receive, _ask(caller, asked.route, asked.request))


async def _ask(caller: Caller, route: Route, request: EmbeddingsRequest) -> Response:
    services = await wiring.start()
    with services.calls.embedding(caller, route, request) as embedding:
        answered = await embedding.whole()
        return Response(answered.content, media_type="application/json", headers=told(embedding))
