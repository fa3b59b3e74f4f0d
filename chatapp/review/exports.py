"""Files of what a page shows: CSV in UTF-8, with a byte order mark where the address says `bom`; times in UTC as ISO
8601."""

from __future__ import annotations

import codecs
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase, StreamingHttpResponse

from chatapp.review.breakdown.table import Table
from chatapp.review.calls.listing import CallList
from chatapp.review.page import selected
from chatapp.review.views import table_of
from chatapp.usage.models import MeteredCall
from chatapp.usage.sums.csv_text import csv_text
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import Selection

# Calls that are read at once: some 10 MB.
_BATCH: Final = 5000
_TOTALS: Final = (
    "calls", "cost", "prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "total_tokens",
    "failed", "unpriced", "estimated", "estimated_cost",
)  # fmt: skip
# Column of the file -> of the call. The names stay: scripts read them.
_CALL: Final[dict[str, Callable[[MeteredCall], Any]]] = {
    "at": lambda call: call.at.isoformat(),
    "completion": lambda call: call.completion_id,
    "kind": lambda call: call.kind,
    "person": lambda call: call.user_email,
    "api_key_id": lambda call: call.api_key_id,
    "provider": lambda call: call.provider_name,
    "model": lambda call: call.model_name,
    "served_model": lambda call: call.served_model,
    "status": lambda call: call.status,
    "store": lambda call: call.store,
    "labels": lambda call: json.dumps(call.labels, ensure_ascii=False) if call.labels else "",
    "prompt_tokens": lambda call: call.prompt_tokens,
    "cached_tokens": lambda call: call.cached_tokens,
    "completion_tokens": lambda call: call.completion_tokens,
    "reasoning_tokens": lambda call: call.reasoning_tokens,
    "total_tokens": lambda call: call.total_tokens,
    "estimated": lambda call: call.estimated,
    "cost": lambda call: call.cost,
    "first_token_ms": lambda call: call.first_token_ms,
    "duration_ms": lambda call: call.duration_ms,
    "tools": lambda call: call.tools,
}


def breakdown_csv(request: HttpRequest) -> HttpResponseBase:
    try:
        table = table_of(request)
    except NotUnderstood as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")

    async def file() -> AsyncIterator[bytes]:
        yield _lines(_table(table))

    return _download(request, file(), "breakdown")


def calls_csv(request: HttpRequest) -> HttpResponseBase:
    try:
        selection = selected(request)
    except NotUnderstood as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return _download(request, _calls(selection), "calls")


def _table(table: Table) -> Iterator[list[Any]]:
    """As the page has it: of a column between, named as `model=gpt-x`, the cost."""
    split = [f"{table.split.name}={column}" for column in table.columns] if table.split else []
    before = [] if table.before is None else ["cost_before"]
    yield [table.by.name, *_TOTALS, *before, *split]
    for row in table.rows:
        totals = (getattr(row.totals, name) for name in _TOTALS)
        cells = (cell.totals.cost if cell.totals else None for cell in row.cells)
        yield [row.name, *totals, *([row.before] if before else []), *cells]


async def _calls(selection: Selection) -> AsyncIterator[bytes]:
    """In batches: however many calls there are, the server holds a few."""
    yield _lines([list(_CALL)])
    before, more = "", True
    while more:
        page = await sync_to_async(CallList.read)(selection, before, _BATCH)
        yield _lines([[value(call) for value in _CALL.values()] for call in page.rows])
        before, more = page.next, bool(page.next)


def _download(request: HttpRequest, content: AsyncIterator[bytes], name: str) -> StreamingHttpResponse:
    file = _marked(content) if request.GET.get("bom") else content
    response = StreamingHttpResponse(file, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


async def _marked(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Excel takes a file without the mark for one of its own encoding."""
    yield codecs.BOM_UTF8
    async for part in content:
        yield part


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    return csv_text(rows).encode("utf-8", "replace")
