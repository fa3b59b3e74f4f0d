"""`GET /usage`."""

from __future__ import annotations

from typing import Any, Final

from chatapp.api.http.paging import MOST
from chatapp.usage.sums.dimensions import DIMENSIONS, LABEL
from chatapp.usage.sums.period import LONGEST
from chatapp.usage.sums.selection import PRESETS
from chatapp.usage.sums.totals import Totals
from chatapp.wire.schema.json_schema import Json, const, fields, flag, listed, of, or_null, ref, text, whole

from .errors import failures
from .headers import headers

TAG: Final = "Usage"

_AMOUNTS: Final = {
    "cost": "US dollars, as far as it is known: unpriced calls are not in it.",
    "estimated_cost": "The part of `cost` that rests on estimated tokens.",
}
_COUNTS: Final = {
    "failed": "Calls that brought nothing, or not all.",
    "unpriced": "Calls whose model had no price.",
    "estimated": "Calls whose provider reported no usage.",
}
_SUM: Final[Json] = {
    "id": text("What the next page is `after`."),
    "object": const("usage.sum"),
    "by": {**of("object"), "description": "The value of each dimension of `by`; empty: not known, or none."},
    **{
        name: text(_AMOUNTS[name], pattern=r"^-?[0-9]+(\.[0-9]+)?$")
        if name in _AMOUNTS
        else whole(_COUNTS.get(name, ""))
        for name in Totals._fields
    },
}
_PAGE: Final[Json] = {
    "object": const("list"),
    "data": listed(ref("UsageSum")),
    "first_id": or_null(text()),
    "last_id": or_null(text("What the next page is `after`.")),
    "has_more": flag("Whether there is a next page."),
}

SCHEMAS: Final[Json] = {
    "UsageSum": fields(_SUM, "What some calls used and cost.", needs=tuple(_SUM)),
    "UsageList": fields(_PAGE, needs=tuple(_PAGE)),
}


def _query(name: str, description: str, schema: Json, **more: Any) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


_DIMENSION: Final = text(pattern=rf"^({'|'.join(DIMENSIONS)}|{LABEL}[a-z]{{1,64}})$")
_PERIOD: Final = text(pattern=rf"^({'|'.join(PRESETS)}|20[0-9]{{2}}-(0[1-9]|1[0-2]))$", default="30d")
_PARAMETERS: Final = [
    _query(
        "period",
        f"One of {', '.join(PRESETS)}, or a month, as 2026-10. Days of the server's time zone.",
        _PERIOD,
    ),
    _query(
        "from",
        f"The first day, instead of `period`, as 2026-10-01. `to` goes with it, for {LONGEST} days at most.",
        text(format="date"),
    ),
    _query("to", "The last day, which is a part of it.", text(format="date")),
    _query(
        "by",
        f"One or two of {', '.join(DIMENSIONS)}, or `{LABEL}KEY` for a metadata key that the ledger keeps. "
        "Else by day.",
        {"type": "array", "items": _DIMENSION, "minItems": 1, "maxItems": 2},
        style="form",
        explode=True,
    ),
    *(_query(name, f"Only calls with this value of {name!r}.", text()) for name in DIMENSIONS),
    _query("after", "Go on behind this id.", text()),
    _query("limit", "How many.", whole(minimum=1, maximum=MOST, default=20)),
    _query("order", "By the values of `by`.", text(enum=["asc", "desc"], default="asc")),
]

PATHS: Final[Json] = {
    "/usage": {
        "get": {
            "operationId": "listUsage",
            "summary": "Sum what was used and what it cost",
            "description": "Of everybody with the key of a reviewer or an admin, else of the key's own person. A key "
            f"that is limited to models sums its own calls only. `{LABEL}KEY=value` narrows, too.",
            "tags": [TAG],
            "parameters": _PARAMETERS,
            "responses": {
                "200": {
                    "description": "The sums.",
                    "headers": headers(),
                    "content": {"application/json": {"schema": ref("UsageList")}},
                },
                **failures("400", "404"),
            },
        }
    }
}
