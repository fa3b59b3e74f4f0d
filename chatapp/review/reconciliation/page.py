"""The page: a file is uploaded, compared and forgotten; the same as CSV."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from chatapp.accounts.audit import record
from chatapp.backoffice.history import actor
from chatapp.providers.models import BUILT_IN_URL, Provider
from chatapp.review.page import address, page, selected, understood
from chatapp.usage.sums.csv_text import csv_text
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.provider_days import spent_by_day
from chatapp.usage.sums.selection import Selection

from .comparison import Compared, compared
from .export import COLUMNS, MOST_BYTES, BadExport, read_export

_MOST_ROWS: Final = 500
_WORDS: Final = {
    "day": "Day",
    "model": "Model",
    "calls": "Calls",
    "read": "Tokens in",
    "written": "Tokens out",
    "cost": "Cost in US dollars",
}
_HEAD: Final = (
    "day", "model", "provider_calls", "ledger_calls", "provider_tokens_in", "ledger_tokens_in", "provider_tokens_out",
    "ledger_tokens_out", "provider_cost", "ledger_cost", "ledger_estimated_calls", "likely_cause",
)  # fmt: skip


@understood
def reconciliation(request: HttpRequest) -> HttpResponse:
    selection, rows, upload = selected(request), None, request.FILES.get("export")
    if request.method == "POST" and upload is None:
        messages.error(request, "Choose the file that the provider exported.")
    elif upload is not None:
        try:
            rows = _rows(request, upload.read(MOST_BYTES + 1))
        except BadExport as error:
            messages.error(request, str(error))
        else:
            provider = request.POST.get("provider", "")
            record(actor(request), "usage.reconciled", provider, file=str(upload.name)[:200], rows=len(rows))
            if "csv" in request.POST:
                return _csv(rows, marked=request.POST["csv"] == "bom")
    return page(request, "reconciliation", selection, _context(request, rows))


def _rows(request: HttpRequest, content: bytes) -> list[Compared]:
    """Raises BadExport."""
    zone = _zone(request)
    columns = {name: request.POST.get(f"column-{name}", "") for name in COLUMNS}
    export = read_export(content, columns, zone)
    provider = request.POST.get("provider", "")
    return compared(export, spent_by_day(export.first, export.last, zone, provider=provider))


def _zone(request: HttpRequest) -> tzinfo:
    return timezone.get_current_timezone() if request.POST.get("zone") == "server" else UTC


def _context(request: HttpRequest, rows: list[Compared] | None) -> dict[str, Any]:
    providers = Provider.objects.exclude(base_url=BUILT_IN_URL).values_list("name", flat=True)
    known = {
        "providers": list(providers),
        "asked": {name: request.POST.get(name, "") for name in ("provider", "zone")},
        "columns": [
            (name, _WORDS[name], request.POST.get(f"column-{name}", ""), COLUMNS[name]) for name in COLUMNS
        ],
    }
    if rows is None:
        return known
    differing = [row for row in rows if not row.agrees]
    return {
        **known,
        "compared": [(row, _calls_of(request, row)) for row in rows[:_MOST_ROWS]],
        "differing": len(differing),
        "agreeing": len(rows) - len(differing),
        "hidden": max(len(rows) - _MOST_ROWS, 0),
        "read": sum(row.read for row in rows),
        "written": sum(row.written for row in rows),
        "without_model": not any(row.model for row in rows),
    }


def _calls_of(request: HttpRequest, row: Compared) -> str:
    """Of that day as the server has it; a model that answered under another name is found by the day alone."""
    provider = request.POST.get("provider", "")
    narrowed = {"provider": provider} if provider else {}
    return address("calls", Selection(Period(row.day, row.day), narrowed=narrowed))


def _csv(rows: Sequence[Compared], *, marked: bool) -> HttpResponse:
    """`marked`: as Excel wants it."""
    content = csv_text([_HEAD, *map(_line, rows)]).encode("utf-8", "replace")
    mark = codecs.BOM_UTF8 if marked else b""
    response = HttpResponse(mark + content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="reconciliation.csv"'
    return response


def _line(row: Compared) -> tuple[Any, ...]:
    theirs, ours = row.theirs, row.ours
    return (
        row.day, row.model, theirs and theirs.calls, ours.calls, theirs and theirs.read, ours.read,
        theirs and theirs.written, ours.written, theirs and theirs.cost, ours.cost, ours.estimated, row.cause,
    )  # fmt: skip
