"""The pages of the review. Whoever the admin's site lets in is an admin or a reviewer."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chatapp.backoffice.history import actor, is_admin
from chatapp.review.breakdown.chart import chart
from chatapp.review.breakdown.table import Table
from chatapp.review.calls.listing import CallList
from chatapp.review.failures import context as failures_of
from chatapp.review.feedback import context as feedback_of
from chatapp.review.models import Digest
from chatapp.review.overview import content
from chatapp.review.page import page, selected, understood
from chatapp.review.speed import context as speed_of
from chatapp.usage.models import CostLabel
from chatapp.usage.sums.dimensions import DIMENSIONS, dimension, label
from chatapp.usage.sums.totals import total

_BY: Final = "model"


@understood
def overview(request: HttpRequest) -> HttpResponse:
    selection = selected(request)
    why = request.GET.get("why") or content.WHY[0]
    context = content.context(selection, why, may_change=is_admin(request))
    digest = Digest.objects.filter(owner=actor(request)).exists()
    return page(
        request, "overview", selection, {**context, "digest": digest, "mails": settings.EMAIL_CONFIGURED}
    )


@understood
def breakdown(request: HttpRequest) -> HttpResponse:
    selection, table = selected(request), table_of(request)
    asked = {each.name: each.title for each in (table.by, table.split) if each}
    context = {
        "table": table,
        "rows": table.rows if request.GET.get("rows") == "all" else table.latest,
        "chart": chart(table, selection),
        "groups": asked | _groups(),
        "sort": request.GET.get("sort", ""),
    }
    return page(request, "breakdown", selection, context)


@understood
def failures(request: HttpRequest) -> HttpResponse:
    selection = selected(request)
    return page(request, "failures", selection, failures_of(selection))


@understood
def speed(request: HttpRequest) -> HttpResponse:
    selection = selected(request)
    return page(request, "speed", selection, speed_of(selection, request.GET.get("of") or "first"))


@understood
def feedback(request: HttpRequest) -> HttpResponse:
    selection = selected(request)
    return page(request, "feedback", selection, feedback_of(selection, request.GET.dict()))


@understood
def calls(request: HttpRequest) -> HttpResponse:
    selection = selected(request)
    listed = CallList.read(selection, request.GET.get("before", ""))
    context = {
        "page": listed,
        "total": total(selection),
        "may_price": is_admin(request),
        "groups": _groups(),
    }
    return page(request, "calls", selection, context)


def table_of(request: HttpRequest) -> Table:
    """The table that the address asks for. Raises NotUnderstood."""
    split, sort = request.GET.get("split", ""), request.GET.get("sort", "")
    by = dimension(request.GET.get("by") or _BY)
    columns = dimension(split) if split else None
    return Table.read(selected(request), by, columns, by_change=sort == "change")


def _groups() -> dict[str, str]:
    """What a breakdown may be by: the name and title of each."""
    known = {name: each.title for name, each in DIMENSIONS.items()}
    return known | {label(key): f"Label {key}" for key in _labels()}


def _labels() -> list[str]:
    return list(CostLabel.objects.values_list("name", flat=True))
