"""One's own account: name, password, sessions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chatapp.accounts import people, sessions
from chatapp.web.accounts.device import device
from chatapp.web.accounts.doors import SignedInRequest, posted_from, signed_in
from chatapp.web.accounts.forms import NameForm


@signed_in
@require_GET
def account(request: SignedInRequest) -> HttpResponse:
    return _page(request, NameForm(initial={"name": request.user.name}))


@signed_in
@posted_from("account")
def name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    people.rename(request.user, form.cleaned_data["name"])
    messages.success(request, "Your name is saved.")
    return redirect("account")


@signed_in
@posted_from("account")
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    people.log_out(request.user, request.user, keep=request.session.session_key)
    messages.success(request, "You are logged out everywhere else.")
    return redirect("account")


@signed_in
@posted_from("account")
def end_session(request: SignedInRequest, session_id: int) -> HttpResponse:
    people.end_session(request.user, session_id)
    messages.success(request, "That browser is logged out.")
    return redirect("account")


def _page(request: SignedInRequest, form: NameForm) -> HttpResponse:
    rows = [
        {"session": session, "device": device(session.user_agent), "current": session.is_current()}
        for session in sessions.open_sessions(request.user)
    ]
    return render(request, "account/account.html", {"form": form, "sessions": rows, "section": "account"})
