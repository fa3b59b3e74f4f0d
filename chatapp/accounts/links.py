"""Whole addresses: of one-time pages, to hand over or to mail, and of the API."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from chatapp.accounts.models import User


def invitation(request: HttpRequest, token: str) -> str:
    return absolute(request, reverse("invitation", args=[token]))


def reset(request: HttpRequest, user: str, token: str) -> str:
    return absolute(request, reverse("account_reset_password_from_key", args=[user, token]))


def reset_for(request: HttpRequest, person: User) -> str:
    """Works once, for `PASSWORD_RESET_TIMEOUT` seconds, and until the person logs in."""
    return reset(request, user_pk_to_url_str(person), default_token_generator.make_token(person))


def api(request: HttpRequest) -> str:
    """What a client of the API takes as its base URL."""
    return absolute(request, "/v1")


def absolute(request: HttpRequest, path: str) -> str:
    """Behind a proxy the request does not know the name that the team uses; `PUBLIC_URL` does."""
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)
