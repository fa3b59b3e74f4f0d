"""Asking for the digest on the overview, and unsubscribing: there, or by the link in the mail, without logging in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chatapp.accounts import links
from chatapp.backoffice.history import actor
from chatapp.review.models import Digest

from .message import SIGNER
from .sending import AT, newest_monday


@require_POST
def change_digest(request: HttpRequest) -> HttpResponse:
    owner = actor(request)
    if "stop" in request.POST:
        Digest.objects.filter(owner=owner).delete()
        messages.success(request, "You get no weekly mail any more.")
    elif not settings.EMAIL_CONFIGURED:
        messages.error(request, "This server sends no mail. Its operator sets EMAIL_URL.")
    else:
        monday = newest_monday(timezone.now())
        origin = links.absolute(request, "/").rstrip("/")
        Digest.objects.get_or_create(owner=owner, defaults={"sent_for": monday, "origin": origin})
        first = monday + timedelta(days=7)
        messages.success(request, f"The first mail comes to {owner.email} on {first:%-d %B} at {AT:%H:%M}.")
    return redirect("review:overview")


@csrf_exempt
def stop_digest(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail is the right to do this: programs of mail post to it (RFC 8058)."""
    try:
        key = int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise Http404 from None
    if request.method == "POST":
        Digest.objects.filter(pk=key).delete()
    context = {"stopped": not Digest.objects.filter(pk=key).exists()}
    return render(request, "review/digest/stop_digest.html", context)
