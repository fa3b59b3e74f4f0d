"""`POST /v1/search`: passages of the documents that the person of the key may read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urljoin

from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from chatapp.accounts.errors import NotFound
from chatapp.api.http import bodies, database_read
from chatapp.api.http.authentication import KeyHolder, authenticate
from chatapp.api.http.errors import ApiError
from chatapp.api.http.origin import origin
from chatapp.api.http.responses import Json
from chatapp.api.openapi.search import BODY, DEFAULT, PARAMETERS
from chatapp.knowledge.results.chosen import collections_to_search
from chatapp.knowledge.results.corrected import search_corrected
from chatapp.knowledge.results.spelling import Corrected
from chatapp.knowledge.retrieval import KINDS, Hit, Only, likely_answered
from chatapp.turns.runtime.loop_lag import lag
from chatapp.wire.json.path import visible
from chatapp.wire.schema import body


async def find(http: Request) -> Response:
    lag.admit()
    holder = await authenticate(http, writes=False)
    _check(holder)
    asked = await bodies.understood(await bodies.read(http), _read)
    meant, hits = await _hits(holder, asked, _only(asked))
    match = ("good" if likely_answered(hits) else "weak") if hits else "none"
    data = [_described(hit, origin(http)) for hit in hits]
    corrections = [asdict(one) for one in meant.corrections]
    said = {"object": "search.results", "query": asked["query"], "corrections": corrections}
    return Json({**said, "match": match, "data": data})


def _check(holder: KeyHolder) -> None:
    """A key that was narrowed to some models is for calling these, and opens nothing else of its person's."""
    if holder.allowed_models:
        words = "This API key is limited to some models, and may not search the documents. Make another one for it."
        raise ApiError(403, words, code="search_not_allowed")


def _read(text: bytes) -> dict[str, Any]:
    """The request without what is null. Raises Malformed, ApiError 400."""
    asked = body.read(text, BODY)
    if unknown := next((name for name in asked if name not in PARAMETERS), None):
        name = visible(unknown)
        raise ApiError(400, f"'{name}' is no parameter of a search: {', '.join(PARAMETERS)} are.", param=name)
    return {name: value for name, value in asked.items() if value is not None}


def _only(asked: dict[str, Any]) -> Only:
    if unknown := next((kind for kind in asked.get("kinds", ()) if kind not in KINDS), None):
        raise ApiError(400, f"'{visible(unknown)}' is no kind: {', '.join(KINDS)} are.", param="kinds")
    since, until = (_midnight(name, asked.get(name)) for name in ("changed_since", "changed_before"))
    return Only(tuple(asked.get("kinds", ())), since, until)


def _midnight(name: str, day: str | None) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time.min, UTC)
    except ValueError as error:
        raise ApiError(400, f"'{name}' must be a day such as 2026-03-31.", param=name) from error


async def _hits(holder: KeyHolder, asked: dict[str, Any], only: Only) -> tuple[Corrected, list[Hit]]:
    async def work(connection: AsyncConnection[Any]) -> tuple[Corrected, list[Hit]]:
        chosen = await collections_to_search(connection, holder.user_id, asked.get("collections", ()))
        limit = asked.get("limit", DEFAULT)
        query = asked["query"]
        return await search_corrected(connection, query, collections=chosen, limit=limit, only=only)

    try:
        return await database_read.read(work)
    except NotFound as error:
        raise ApiError(404, str(error), param="collections", code="not_found") from error


def _described(hit: Hit, server: str) -> dict[str, Any]:
    return {
        "object": "search.result",
        "collection": hit.collection,
        "title": hit.title,
        "heading": hit.heading,
        "url": urljoin(server, hit.url) if server else hit.url,
        "text": hit.text,
        "score": hit.score,
        "fit": hit.fit,
    }
