"""The pages of the review. Whoever the admin's site lets in is an admin or a reviewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from chatapp.backoffice.history import is_admin
from chatapp.review import overview_page
from chatapp.review.call_list import CallList
from chatapp.review.failures import failures as causes_of_failures
from chatapp.review.table import Table
from chatapp.usage.models import CostLabel
from chatapp.usage.sums.dimensions import DIMENSIONS, dimension, label
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import PRESETS, Selection
from chatapp.usage.sums.totals import total

View = Callable[[HttpRequest], HttpResponseBase]
_BY: Final = "model"
TITLES: Final = {"overview": "Overview", "breakdown": "Breakdown", "failures": "Failures", "calls": "Calls"}


def overview(request: HttpRequest) -> HttpResponse:
    try:
        selection = selected(request)
    except NotUnderstood as error:
        return _whole(request, error)
    context = overview_page.context(selection, may_change=is_admin(request))
    return _page(request, "overview", selection, context)


def breakdown(request: HttpRequest) -> HttpResponse:
    try:
        selection, table = selected(request), table_of(request)
    except NotUnderstood as error:
        return _whole(request, error)
    asked = {each.name: each.title for each in (table.by, table.split) if each}
    return _page(request, "breakdown", selection, {"table": table, "groups": asked | _groups()})


def failures(request: HttpRequest) -> HttpResponse:
    try:
        selection = selected(request)
    except NotUnderstood as error:
        return _whole(request, error)
    return _page(request, "failures", selection, {"failures": causes_of_failures(selection)})


def calls(request: HttpRequest) -> HttpResponse:
    try:
        selection = selected(request)
        page = CallList.read(selection, request.GET.get("before", ""))
    except NotUnderstood as error:
        return _whole(request, error)
    return _page(
        request, "calls", selection, {"page": page, "total": total(selection), "may_price": is_admin(request)}
    )


def selected(request: HttpRequest) -> Selection:
    """What the address selects. Raises NotUnderstood."""
    return Selection.read(request.GET.dict())


def table_of(request: HttpRequest) -> Table:
    """The table that the address asks for. Raises NotUnderstood."""
    split = request.GET.get("split", "")
    by = dimension(request.GET.get("by") or _BY)
    return Table.read(selected(request), by, dimension(split) if split else None)


def _page(request: HttpRequest, name: str, selection: Selection, context: dict[str, Any]) -> HttpResponse:
    everything = {
        **admin.site.each_context(request),
        "title": TITLES[name],
        "tabs": tabs(name, selection),
        "selection": selection,
        "presets": {preset: words for preset, (words, _) in PRESETS.items()},
        "narrowed": overview_page.narrowed(selection),
        "zone": timezone.get_current_timezone_name(),
        **context,
    }
    return TemplateResponse(request, f"review/{name}.html", everything)


def tabs(here: str, selection: Selection) -> list[tuple[str, str, bool]]:
    """Title, address and whether it is this page."""
    return [
        (title, f"{reverse(f'review:{name}')}?{selection.query()}", name == here)
        for name, title in TITLES.items()
    ]


def _whole(request: HttpRequest, error: NotUnderstood) -> HttpResponse:
    """An address that makes no sense leads to the page as it is without one, which says so."""
    messages.warning(request, f"{error} This is the page without it.")
    return redirect(request.path)


def _groups() -> dict[str, str]:
    """What a breakdown may be by: the name and title of each."""
    known = {name: each.title for name, each in DIMENSIONS.items()}
    return known | {label(key): f"Label {key}" for key in _labels()}


def _labels() -> list[str]:
    return list(CostLabel.objects.values_list("name", flat=True))
