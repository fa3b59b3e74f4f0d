"""The pages of those who are not logged in: log in, first admin, invitation, forgotten password."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView, PasswordResetView
from allauth.decorators import rate_limit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from chatapp.accounts import access, admins, invitations, setup
from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.web.accounts.forms import NewPersonForm, SetupForm


class Login(LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "needs_setup": not admins.existed()}


class PasswordReset(PasswordResetView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without mail only an admin can help, by a link."""
        if not settings.EMAIL_CONFIGURED:
            return render(request, "account/password_reset_by_admin.html")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="invitation")  # type: ignore[untyped-decorator]
def first_admin(request: HttpRequest, token: str) -> HttpResponse:
    if not setup.is_genuine(token) or admins.existed():
        return _closed(request, "account/joining/setup_closed.html")
    form = SetupForm(request.POST or None)
    if not form.is_valid():
        return render(request, "account/joining/setup.html", {"form": form})
    try:
        user = setup.make_first_admin(**form.cleaned_data)
    except NotFound:
        return _closed(request, "account/joining/setup_closed.html")
    return _enter(request, user)


@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="invitation")  # type: ignore[untyped-decorator]
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invited = access.open_invitation(token)
        form = NewPersonForm(request.POST or None, address=invited.email, initial={"name": invited.name})
        if not form.is_valid():
            return render(request, "account/joining/invitation.html", {"form": form, "invitation": invited})
        user = invitations.accept(token, **form.cleaned_data)
    except NotFound:
        return _closed(request, "account/joining/invitation_closed.html")
    return _enter(request, user)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    response: HttpResponse = perform_login(request, user, redirect_url="/")
    return response


def _closed(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template, {"needs_setup": not admins.existed()}, status=404)
