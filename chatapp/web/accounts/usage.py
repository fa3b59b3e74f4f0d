"""The page "Your usage": what a person's own chats and scripts used and cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chatapp.accounts import access
from chatapp.usage.models import Kind
from chatapp.usage.sums.dimensions import DIMENSIONS
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import PRESETS, Selection
from chatapp.usage.sums.totals import Totals, grouped, total
from chatapp.web.accounts.decorators import SignedInRequest, signed_in

# A person calls fewer models and has fewer keys; days are at most those of a year.
_MOST: Final = 400


class Table(NamedTuple):
    """The totals of each value of one dimension, by the words for it."""

    title: str
    rows: Mapping[str, Totals]


@signed_in
@require_GET
def usage(request: SignedInRequest) -> HttpResponse:
    selection = _selection(request)
    days = _table(selection, "day")
    context = {
        "selection": selection,
        "presets": {name: words for name, (words, _) in PRESETS.items()},
        "total": total(selection),
        "tables": [
            _table(selection, "model"),
            _table(selection, "kind", {kind.value: str(kind.label) for kind in Kind}),
            _table(selection, "key", {str(key.pk): str(key) for key in access.keys(request.user)}),
            Table(days.title, dict(sorted(days.rows.items(), reverse=True))),
        ],
        "zone": timezone.get_current_timezone_name(),
        "section": "account",
    }
    return render(request, "account/usage.html", context)


def _selection(request: SignedInRequest) -> Selection:
    """The period of the address; the usual one where it makes no sense. Nothing else of an address counts here."""
    own = {"user_id": request.user.pk}
    try:
        return Selection.read({"period": request.GET.get("period", "")}, **own)
    except NotUnderstood:
        return Selection.read({}, **own)


def _table(selection: Selection, name: str, words: Mapping[str, str] | None = None) -> Table:
    by, known = DIMENSIONS[name], words or {}
    groups = grouped(selection, by, most=_MOST)
    return Table(
        by.title, {known.get(value) or value or by.unknown: each for (value,), each in groups.items()}
    )
