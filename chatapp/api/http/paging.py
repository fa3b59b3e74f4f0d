"""What part of a list is asked for, by the query of its address, and how that part looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from chatapp.wire.json.path import visible

from .errors import ApiError

MOST = 100
_DEFAULT = 20
_ORDERS = ("asc", "desc")
_PARAMETERS = frozenset(("after", "limit", "order"))


@dataclass(frozen=True)
class PageQuery:
    """At most `limit` of a list in this order, from behind the id `after`."""

    after: str | None
    limit: int
    order: str

    @classmethod
    def asked(cls, query: QueryParams, known: re.Pattern[str] | None = None) -> PageQuery:
        """`known`: what else may be asked for. Raises ApiError 400."""
        for name in query:
            if name not in _PARAMETERS and not (known and known.fullmatch(name)):
                raise ApiError(400, f"'{visible(name)}' is no parameter of this list.", param=visible(name))
        return cls(query.get("after"), _limit(query.get("limit")), _order(query.get("order")))


def listed(items: Sequence[dict[str, Any]], *, has_more: bool) -> dict[str, Any]:
    ids = [item["id"] for item in items]
    return {
        "object": "list",
        "data": items,
        "first_id": ids[0] if ids else None,
        "last_id": ids[-1] if ids else None,
        "has_more": has_more,
    }


def _limit(text: str | None) -> int:
    if text is None:
        return _DEFAULT
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= MOST:
        raise ApiError(400, f"'limit' must be an integer from 1 to {MOST}.", param="limit")
    return int(text)


def _order(text: str | None) -> str:
    if text is None:
        return _ORDERS[0]
    if text not in _ORDERS:
        raise ApiError(400, f"'order' must be one of {', '.join(_ORDERS)}.", param="order")
    return text
