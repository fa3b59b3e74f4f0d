"""What all pages of the review share: the selection in the address, the tabs, and the frame around the content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from chatapp.backoffice.history import actor
from chatapp.review.models import SavedView
from chatapp.review.names import named
from chatapp.usage.sums.dimensions import dimension
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.memory import much_memory
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import PRESETS, Selection

# Of a longer period a bar is a month.
_MOST_DAYS: Final = 100

View = Callable[[HttpRequest], HttpResponseBase]
TITLES: Final = {
    "overview": "Overview",
    "breakdown": "Breakdown",
    "failures": "Failures",
    "speed": "Speed",
    "feedback": "Feedback",
    "calls": "Calls",
    "what_if": "Other prices",
    "reconciliation": "Reconciliation",
}


def selected(request: HttpRequest) -> Selection:
    """What the address selects. Raises NotUnderstood."""
    return Selection.read(request.GET.dict())


def page(
    request: HttpRequest, name: str, selection: Selection, context: Mapping[str, Any]
) -> TemplateResponse:
    everything = {
        **admin.site.each_context(request),
        "title": TITLES[name],
        "tabs": tabs(name, selection),
        "here": name,
        "views": SavedView.seen_by(actor(request)),
        "selection": selection,
        "presets": {preset: words for preset, (words, _) in PRESETS.items()},
        "narrowed": _narrowed(selection),
        "zone": timezone.get_current_timezone_name(),
        **context,
    }
    return TemplateResponse(request, f"review/{name}.html", everything)


def understood(view: View) -> View:
    """An address that makes no sense leads to the page as it is without one, which says so."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponseBase:
        try:
            with much_memory():
                return view(request)
        except NotUnderstood as error:
            return _whole(request, error)

    return inner


def tabs(here: str, selection: Selection) -> list[tuple[str, str, bool]]:
    """Title, address and whether it is this page."""
    return [(title, address(name, selection), name == here) for name, title in TITLES.items()]


def address(name: str, selection: Selection, **more: str) -> str:
    """Of another page with the same calls."""
    return f"{reverse(f'review:{name}')}?{selection.query(**more)}"


def unit_of(period: Period) -> str:
    """What a bar of a chart of this period is."""
    return "month" if period.days > _MOST_DAYS else "day"


def moments(selection: Selection) -> dict[str, str]:
    """The days or months of a period from the first to the last, and the calls of each."""
    if unit_of(selection.period) == "month":
        parts = {f"{month.first:%Y-%m}": month for month in selection.period.each_month}
    else:
        parts = {day.isoformat(): Period(day, day) for day in selection.period.each_day}
    return {
        name: address("calls", replace(selection, period=period, preset="")) for name, period in parts.items()
    }


def _whole(request: HttpRequest, error: NotUnderstood) -> HttpResponse:
    messages.warning(request, f"{error} This is the page without it.")
    return redirect(request.path)


def _narrowed(selection: Selection) -> list[tuple[str, str, str]]:
    """What the selection is narrowed to: title, value in words, and the query without it."""
    shown = []
    for name, value in selection.narrowed.items():
        narrowing = dimension(name)
        shown.append((narrowing.title, named(narrowing, [value])[value], selection.widen(name).query()))
    return shown
