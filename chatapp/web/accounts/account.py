"""One's own account: name, password, API keys, sessions."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chatapp.accounts import access, keys, sessions
from chatapp.accounts.models import ApiKeyState
from chatapp.accounts.team import content_access
from chatapp.accounts.team import people as team
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.accounts.device import device
from chatapp.web.accounts.forms import NameForm
from chatapp.web.accounts.key_form import KeyForm

# Of the keys that open nothing any more, the newest.
SHOWN: Final = 50


@signed_in
@require_GET
def account(request: SignedInRequest) -> HttpResponse:
    return account_page(request)


@signed_in
@posted_from("account")
def name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return account_page(request, form=form)
    team.rename(request.user, form.cleaned_data["name"])
    messages.success(request, "Your name is saved.")
    return redirect("account")


@signed_in
@posted_from("account")
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    team.log_out(request.user, request.user, keep=request.session.session_key)
    messages.success(request, "You are logged out everywhere else.")
    return redirect("account")


@signed_in
@posted_from("account")
def end_session(request: SignedInRequest, session_id: int) -> HttpResponse:
    team.end_session(request.user, session_id)
    messages.success(request, "That browser is logged out.")
    return redirect("account")


def account_page(
    request: SignedInRequest,
    *,
    form: NameForm | None = None,
    key_form: KeyForm | None = None,
    made: dict[str, object] | None = None,
) -> HttpResponse:
    """With a form that was refused, or with a key that was made: it is shown on this page alone."""
    rows = [
        {"session": session, "device": device(session.user_agent), "current": session.is_current()}
        for session in sessions.open_sessions(request.user)
    ]
    over = access.keys(request.user).exclude(keys.in_state(ApiKeyState.ACTIVE))
    context = {
        "form": form or NameForm(initial={"name": request.user.name}),
        "sessions": rows,
        "keys": access.keys(request.user).filter(keys.in_state(ApiKeyState.ACTIVE)),
        "keys_over": over[:SHOWN],
        "keys_older": max(over.count() - SHOWN, 0),
        "key_form": key_form or KeyForm(request.user),
        "made": made,
        "opened": content_access.seen(request.user),
        "section": "account",
    }
    status = 422 if key_form else 201 if made else 200
    return render(request, "account/account.html", context, status=status)
