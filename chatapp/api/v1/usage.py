"""`GET /v1/usage`: what was used and what it cost; of everybody for a reviewer's key, else of its own person."""

from __future__ import annotations

import re
from typing import Any, Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from chatapp.accounts.models import User
from chatapp.api.http.authentication import KeyHolder, authenticate
from chatapp.api.http.errors import ApiError
from chatapp.api.http.paging import PageQuery, listed
from chatapp.api.http.responses import Json
from chatapp.jobs.threads import in_thread
from chatapp.usage.sums.dimensions import DIMENSIONS, LABEL, Dimension, dimension
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.listing import SumList
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals
from chatapp.wire.json.clean import clean_text

MOST_BY: Final = 2
_DAYS: Final = ("from", "to")
_KNOWN: Final = re.compile(rf"period|{'|'.join(_DAYS)}|by|{'|'.join(DIMENSIONS)}|{LABEL}.{{1,64}}", re.DOTALL)


async def list_usage(http: Request) -> Response:
    holder = await authenticate(http, writes=False)
    part = PageQuery.asked(http.query_params, _KNOWN)
    _check_days(http.query_params)
    by = _by(http.query_params)
    # In a thread of its own: sums of a year take a while, and others have to wait for nothing.
    found = await in_thread(_read, holder, http.query_params, by, part)
    items = [_item(place, by, values, totals) for place, (values, totals) in found.rows.items()]
    return Json(listed(items, has_more=found.has_more))


def _check_days(query: QueryParams) -> None:
    """What a page of the review would pass over: a script learns of it."""
    if query.get("period") == "":
        raise ApiError(400, "'period' is empty: leave it out, or name one.", param="period")
    asked = [name for name in _DAYS if name in query]
    if asked and "period" in query:
        raise ApiError(400, f"'period' and '{asked[0]}' say the same: leave one out.", param="period")
    for name in _DAYS if asked else ():
        if name not in query:
            raise ApiError(400, f"'{name}' is missing: '{asked[0]}' goes with it.", param=name)
        try:
            Period.read(query[name], query[name])
        except NotUnderstood as error:
            raise ApiError(400, str(error), param=name) from error


def _by(query: QueryParams) -> list[Dimension]:
    names = list(dict.fromkeys(query.getlist("by"))) or ["day"]
    if len(names) > MOST_BY:
        raise ApiError(400, f"Sums are by {MOST_BY} dimensions at most.", param="by")
    try:
        return [dimension(name) for name in names]
    except NotUnderstood as error:
        raise ApiError(400, str(error), param="by") from error


def _read(holder: KeyHolder, query: QueryParams, by: list[Dimension], part: PageQuery) -> SumList:
    try:
        selection = _open(holder, Selection.read({name: clean_text(value) for name, value in query.items()}))
    except NotUnderstood as error:
        raise ApiError(400, str(error), param="from" if "from" in query else "period") from error
    try:
        return SumList.read(selection, by, after=part.after, most=part.limit, descending=part.order == "desc")
    except NotUnderstood as error:
        raise ApiError(404, str(error), param="after", code="not_found") from error


def _open(holder: KeyHolder, asked: Selection) -> Selection:
    """As much of it as the key opens: one that is limited to models opens its own calls only."""
    if holder.allowed_models:
        return asked.of_person(holder.user_id).narrow({"key": str(holder.key_id)})
    if User.objects.get(pk=holder.user_id).is_reviewer:
        return asked
    return asked.of_person(holder.user_id)


def _item(place: str, by: list[Dimension], values: tuple[str, ...], totals: Totals) -> dict[str, Any]:
    """Amounts as text: a number of JSON would lose digits."""
    sums = {**totals._asdict(), "cost": f"{totals.cost:f}", "estimated_cost": f"{totals.estimated_cost:f}"}
    named = {each.name: value for each, value in zip(by, values, strict=True)}
    return {"id": place, "object": "usage.sum", "by": named, **sums}
