"""One call: what the ledger has of it, row by row, and for admins a form that corrects its cost."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from chatapp.backoffice.history import actor, is_admin
from chatapp.review.page import tabs
from chatapp.usage.amounts import dollars
from chatapp.usage.corrections import LONGEST_REASON, correct, rows_of
from chatapp.usage.models import MeteredCall
from chatapp.usage.sums.selection import Selection

# Digits of the largest id.
_LONGEST: Final = 18


def call(request: HttpRequest, key: int) -> HttpResponse:
    found = _call(key)
    if request.method == "POST":
        return _corrected(request, found)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Call",
        "tabs": tabs("calls", Selection.read({})),
        "call": found,
        "rows": rows_of(found),
        "may_correct": is_admin(request),
        "longest_reason": LONGEST_REASON,
    }
    return TemplateResponse(request, "review/call.html", context)


def _corrected(request: HttpRequest, call: MeteredCall) -> HttpResponse:
    if not is_admin(request):
        raise PermissionDenied
    try:
        row = correct(
            actor(request), call, _amount(request.POST.get("difference", "")), request.POST.get("reason", "")
        )
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Corrected by {dollars(row.cost)}.")
    return redirect("review:call", call.pk)


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return Decimal(0)


def _call(key: int) -> MeteredCall:
    if len(str(key)) > _LONGEST:
        raise Http404
    found = MeteredCall.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
