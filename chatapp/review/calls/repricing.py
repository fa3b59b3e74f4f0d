"""The verb of the review: an admin prices the unpriced calls of a selection."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from chatapp.accounts.audit import record
from chatapp.backoffice.history import actor, is_admin
from chatapp.review.page import selected
from chatapp.review.words import calls
from chatapp.usage.amounts import dollars
from chatapp.usage.corrections import LONGEST_REASON
from chatapp.usage.repricing import Repriced, price_unpriced
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.wire.json.clean import clean_text


@require_POST
def price_calls(request: HttpRequest) -> HttpResponse:
    if not is_admin(request):
        raise PermissionDenied
    reason = clean_text(request.POST.get("reason", "").strip())[:LONGEST_REASON]
    try:
        selection = selected(request)
    except NotUnderstood as error:
        messages.error(request, str(error))
        return redirect("review:calls")
    if reason:
        done = price_unpriced(selection.calls, reason)
        record(
            actor(request),
            "usage.price",
            selection.query(),
            reason=reason,
            calls=done.calls,
            cost=str(done.cost),
        )
        messages.success(request, _said(done))
    else:
        messages.error(request, "Say why these calls are priced: the reason is kept with each of them.")
    return redirect(f"{reverse('review:calls')}?{selection.widen('unpriced').query()}")


def _said(done: Repriced) -> str:
    priced = f"Priced: {calls(done.calls)}, {dollars(done.cost)}."
    return f"{priced} Left: {calls(done.left)} of models that have no price." if done.left else priced
