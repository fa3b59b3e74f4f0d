"""`POST /v1/chat/completions`: one answer, streamed or at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive

from chatapp import wiring
from chatapp.api.http.admission import Admission, admit
from chatapp.api.http.assistant_relay import AssistantRelay
from chatapp.api.http.disconnect import attended
from chatapp.api.http.errors import ApiError
from chatapp.api.http.headers import told, told_of_rounds
from chatapp.api.http.origin import origin
from chatapp.api.http.relay import Relay
from chatapp.api.http.responses import Json, call_id
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.generation import Generation
from chatapp.turns.calls.routing import Route
from chatapp.turns.engine.assistant_answer import AssistantAnswer
from chatapp.usage.models import Kind
from chatapp.wire.request.chat import Request

_NOT_OF_ASSISTANTS = {
    "tools": "it has its own",
    "functions": "it has tools of its own",
    "store": "its answers take several calls, and are not stored for the API",
}


async def create(http: HttpRequest) -> Response:
    asked = await admit(http, Request.read)
    if not asked.route.provider.accepts_other_values:
        asked.request.check_words()
    caller = _caller(asked, call_id(http.scope))
    if asked.route.preset.slug:
        return await _by_assistant(http, caller, asked)
    if asked.request.stream:
        return Relay(caller, asked.route, asked.request)
    return await _at_once(caller, asked.route, asked.request, http.receive)


def _caller(asked: Admission[Request], call: UUID) -> Caller:
    request, holder = asked.request, asked.holder
    return Caller(
        Kind.API,
        holder.user_id,
        store=request.store,
        metadata=dict(request.metadata),
        api_key_id=holder.key_id,
        call_id=call,
        sent=asked.body.decode("utf-8-sig") if request.store else "",
        assistant=asked.route.preset.slug,
    )


async def _by_assistant(http: HttpRequest, caller: Caller, asked: Admission[Request]) -> Response:
    _check_for_assistant(asked.request)
    services = await wiring.start()
    answer = AssistantAnswer(
        services.runner.engine, services.calls, caller, asked.route, asked.request, origin(http)
    )
    if asked.request.stream:
        return AssistantRelay(caller, asked.route, asked.request, answer)
    whole = await attended(http.receive, answer.whole())
    return Json(whole, headers=told_of_rounds(answer.rounds))


def _check_for_assistant(request: Request) -> None:
    """What an answer of several completions cannot do. Raises ApiError 400."""
    for name in _NOT_OF_ASSISTANTS:
        if request.raw.get(name):
            raise ApiError(
                400, f"An assistant is asked without '{name}': {_NOT_OF_ASSISTANTS[name]}.", param=name
            )
    if request.n > 1:
        raise ApiError(400, "An assistant gives one answer: leave 'n' out.", param="n")


async def _at_once(caller: Caller, route: Route, request: Request, receive: Receive) -> Response:
    generation, answer = await attended(receive, _ask(caller, route, request))
    return Json(answer, headers=told(generation))


async def _ask(caller: Caller, route: Route, request: Request) -> tuple[Generation, dict[str, Any]]:
    services = await wiring.start()
    with services.calls.generation(caller, route, request) as generation:
        return generation, await generation.whole()
