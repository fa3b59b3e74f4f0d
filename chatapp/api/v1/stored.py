"""The five calls on stored completions, for the person whose key it is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from chatapp import wiring
from chatapp.accounts.errors import NotFound
from chatapp.api.http import bodies
from chatapp.api.http.authentication import authenticate
from chatapp.api.http.errors import ApiError
from chatapp.api.http.paging import PageQuery, listed
from chatapp.api.http.responses import Json
from chatapp.completions.errors import PlaceNotFound
from chatapp.completions.stored import operations
from chatapp.wire.request.metadata import CHANGE, PAIRS
from chatapp.wire.schema import body

_PAIR = re.compile(r"metadata\[(.*)\]", re.DOTALL)
_FILTERS = re.compile(r"model|metadata\[.*\]", re.DOTALL)


async def list_stored(http: Request) -> Response:
    holder = await authenticate(http, writes=False)
    pairs, part = _pairs(http.query_params), PageQuery.asked(http.query_params, _FILTERS)
    async with _stored() as connection:
        found = await operations.page(
            connection,
            holder.scope,
            after=part.after,
            limit=part.limit,
            order=part.order,
            model=http.query_params.get("model"),
            metadata=pairs,
        )
    return Json(listed(found.items, has_more=found.has_more))


async def retrieve(http: Request) -> Response:
    holder = await authenticate(http, writes=False)
    async with _stored() as connection:
        return Json(await operations.one(connection, holder.scope, http.path_params["id"]))


async def update(http: Request) -> Response:
    holder = await authenticate(http)
    pairs, id = await bodies.understood(await bodies.read(http), _changed), http.path_params["id"]
    async with _stored() as connection:
        return Json(await operations.set_metadata(connection, holder.scope, id, pairs))


async def delete(http: Request) -> Response:
    holder, id = await authenticate(http), http.path_params["id"]
    async with _stored() as connection:
        await operations.delete(connection, holder.scope, id)
    return Json({"id": id, "object": "chat.completion.deleted", "deleted": True})


async def list_messages(http: Request) -> Response:
    holder, part = await authenticate(http, writes=False), PageQuery.asked(http.query_params)
    async with _stored() as connection:
        found = await operations.messages(
            connection,
            holder.scope,
            http.path_params["id"],
            after=part.after,
            limit=part.limit,
            order=part.order,
        )
    return Json(listed(found.items, has_more=found.has_more))


@asynccontextmanager
async def _stored() -> AsyncIterator[AsyncConnection]:
    """A connection to them. What is not found becomes the API's error."""
    services = await wiring.start()
    try:
        async with services.pool.connection() as connection:
            yield connection
    except PlaceNotFound as error:
        words = "The list has nothing with the id that 'after' names."
        raise ApiError(404, words, param="after", code="not_found") from error
    except NotFound as error:
        words = 'You have no stored completion with this id. Kept are those whose request says "store": true.'
        raise ApiError(404, words, param="completion_id", code="not_found") from error


def _pairs(query: QueryParams) -> Mapping[str, str]:
    """`metadata[key]=value` for each pair. Raises ApiError 400, Malformed."""
    pairs: dict[str, str] = {}
    if "metadata" in query:
        words = "Ask for each pair of 'metadata' by its name: metadata[team]=blue."
        raise ApiError(400, words, param="metadata")
    for name, value in query.multi_items():
        if not (found := _PAIR.fullmatch(name)):
            continue
        if found[1] in pairs:
            raise ApiError(400, f"'{name}' is asked for twice: no completion has two values.", param=name)
        pairs[found[1]] = value
    PAIRS.rule(pairs, "metadata")
    return pairs


def _changed(text: bytes) -> Mapping[str, str]:
    """The metadata that a change asks for; null takes all away. Raises Malformed."""
    return body.read(text, CHANGE)["metadata"] or {}
