"""The mail: last week against the one before, the causes of the difference, and what needs doing."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.template.loader import render_to_string
from django.urls import reverse

from chatapp.review.models import Digest
from chatapp.review.overview import content
from chatapp.review.page import address
from chatapp.usage.amounts import dollars
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection

SIGNER = Signer(salt="chatapp.review.digest")
_WEEK = timedelta(days=7)


def message(digest: Digest, monday: date) -> EmailMultiAlternatives | None:
    """Of the week before that Monday. None: nothing happened in two weeks, and nothing needs doing."""
    selection = Selection(Period(monday - _WEEK, monday - timedelta(days=1)))
    shown = content.context(selection, "person", may_change=digest.owner.is_admin)
    if not (shown["total"].calls or shown["findings"] or shown["difference"]):
        return None
    stop = _absolute(digest, reverse("review:stop_digest", args=[SIGNER.sign(str(digest.pk))]))
    context = {
        **shown,
        "digest": digest,
        "period": selection.period,
        "product": settings.PRODUCT_NAME,
        "stop": stop,
    }
    context |= {"overview": _absolute(digest, address("overview", selection)), "origin": _origin(digest)}
    return _mail(digest, monday, context)


def _mail(digest: Digest, monday: date, context: dict[str, Any]) -> EmailMultiAlternatives:
    cost = dollars(context["total"].cost)
    mail = EmailMultiAlternatives(
        f"{settings.PRODUCT_NAME}: {cost} in the week to {monday - timedelta(days=1):%-d %B}",
        render_to_string("review/digest/digest.txt", context),
        to=[digest.owner.email],
        headers={
            # The same week twice, after a server that was killed while it sent, is one mail for most programs.
            "Message-ID": f"<digest-{digest.pk}-{monday:%Y%m%d}@{_domain()}>",
            "List-Unsubscribe": f"<{context['stop']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(render_to_string("review/digest/digest.html", context), "text/html")
    return mail


def _absolute(digest: Digest, path: str) -> str:
    return f"{_origin(digest)}{path}"


def _origin(digest: Digest) -> str:
    return settings.PUBLIC_URL or digest.origin


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
