"""The page of a share: nothing but what was shared."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from chatapp.accounts.errors import NotFound
from chatapp.files.errors import Gone
from chatapp.files.serving import serve
from chatapp.shares.access import open_share
from chatapp.shares.errors import LoginNeeded
from chatapp.shares.models import Share
from chatapp.shares.sharing import go_on
from chatapp.shares.snapshot import picture_of, snapshot_of
from chatapp.web.accounts.decorators import posted_from

# Nothing is fetched from it but its own styles, scripts and fonts.
_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF],
    "img-src": [SELF],
    "connect-src": [NONE],
}
_ROBOTS = "noindex, nofollow, noarchive"

View = Callable[..., HttpResponseBase]


def for_readers(view: View) -> View:
    """The share of this token, where the reader may see it."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, open_share(token, request.user), **kwargs)
        except NotFound as error:
            raise Http404 from error
        except LoginNeeded:
            response = redirect_to_login(request.get_full_path())
        response.headers["X-Robots-Tag"] = _ROBOTS
        return response

    return never_cache(guarded)


@require_GET
@csp_replace(_POLICY)
@for_readers
def shared(request: HttpRequest, share: Share) -> HttpResponse:
    start = request.GET.get("from", "0")
    first = int(start) if start.isdecimal() and len(start) < 10 else 0
    context = {"share": share, "snapshot": snapshot_of(share, first), "first": first}
    return render(request, "shares/share.html", context)


@require_safe
@for_readers
def picture(request: HttpRequest, share: Share, attachment_id: UUID) -> HttpResponseBase:
    """A picture that was sent with one of the questions."""
    found = picture_of(share, attachment_id)
    try:
        return serve(request, found.content, found.name, found.media_type, download=False)
    except Gone as error:
        raise NotFound from error


@posted_from("share", "token")
@login_required
@for_readers
def copies(request: Any, share: Share) -> HttpResponse:
    """A chat of the reader's own that begins as the share does."""
    return redirect("conversation", go_on(share, request.user).pk)
