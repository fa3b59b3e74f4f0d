"""`GET /v1/models` and `/v1/models/{id}`: the names that this key's calls may use."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chatapp.api.http import database_read
from chatapp.api.http.authentication import KeyHolder, authenticate
from chatapp.api.http.responses import Json
from chatapp.assistants import names as assistants
from chatapp.providers.names import ListedModel, listed_as, shown
from chatapp.turns.calls.routing import listed, resolve
from chatapp.turns.errors import ModelNotFound


async def list_models(http: Request) -> Response:
    holder = await authenticate(http, writes=False)
    models = [_described(model) for model in await _models(holder)]
    return Json({"object": "list", "data": [*models, *await _assistants(holder)]})


async def retrieve(http: Request) -> Response:
    holder, name = await authenticate(http, writes=False), http.path_params["model"]
    if found := next((one for one in await _assistants(holder) if one["id"] == name), None):
        return Json(found)
    route = await database_read.read(partial(resolve, name=name))
    model = listed_as(name, route.model, route.provider)
    if not holder.may_use(*_names(model)):
        raise ModelNotFound(
            f"No model is named “{shown(name)}”, or none that this key may use. GET /v1/models lists those that it may."
        )
    return Json(_described(model))


async def _models(holder: KeyHolder) -> list[ListedModel]:
    return [model for model in await database_read.read(listed) if holder.may_use(*_names(model))]


async def _assistants(holder: KeyHolder) -> list[dict[str, Any]]:
    rows = await database_read.read(partial(assistants.listed, user_id=holder.user_id))
    described = [_described_assistant(*row) for row in rows]
    return [one for one in described if holder.may_use(one["id"])]


def _described_assistant(slug: str, name: str, description: str, created_at: datetime) -> dict[str, Any]:
    return {
        "id": f"{assistants.ASSISTANT}{slug}",
        "object": "model",
        "created": int(created_at.timestamp()),
        "owned_by": "assistant",
        "provider": name,
        "context_window": None,
        "description": description,
    }


def _names(model: ListedModel) -> tuple[str, ...]:
    return model.id, f"{model.owned_by}/{model.name}"


def _described(model: ListedModel) -> dict[str, Any]:
    return {
        "id": model.id,
        "object": "model",
        "created": model.created,
        "owned_by": model.owned_by,
        "provider": model.provider,
        "context_window": model.capabilities.context_window,
    }
