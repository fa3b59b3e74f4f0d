"""Decorators of the views of a logged-in person."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User

View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    user: User


def signed_in(view: View) -> View:
    """As `asked_anew`, and no browser keeps the page."""
    return never_cache(asked_anew(view))


def asked_anew(view: View) -> View:
    """Strangers go to the login page; what the door of `access` refuses is a 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as error:
            raise Http404 from error

    return login_required(guarded)


def posted_from(page: str, *of: str) -> Callable[[View], View]:
    """Takes a POST only. A GET (back, reload, return from the login) is redirected to the page that posts here.

    `of` names what of this address is in the page's own.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, **kwargs)
            if request.method in ("GET", "HEAD"):
                return redirect(page, *(kwargs[name] for name in of))
            return HttpResponseNotAllowed(["POST"])

        return guarded

    return guard
