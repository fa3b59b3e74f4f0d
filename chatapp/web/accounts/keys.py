"""One's own API keys: making one, which the page shows once, and revoking one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from chatapp.accounts import access
from chatapp.accounts import keys as api_keys
from chatapp.accounts.errors import Refused
from chatapp.web.accounts.account import account_page
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.accounts.key_form import KeyForm


@signed_in
@posted_from("account")
def keys(request: SignedInRequest) -> HttpResponse:
    """The answer to the POST shows the key. It is nowhere else, so there is no address to redirect to."""
    form = KeyForm(request.user, request.POST)
    if not form.is_valid():
        return account_page(request, key_form=form)
    try:
        key, text = api_keys.make(request.user, **form.values(), actor=request.user)
    except Refused as error:
        form.add_error(None, str(error))
        return account_page(request, key_form=form)
    return account_page(request, made={"key": key, "text": text})


@signed_in
@posted_from("account")
def revoke(request: SignedInRequest, key_id: int) -> HttpResponse:
    key = access.key(request.user, key_id)
    api_keys.revoke(key, request.user)
    messages.success(request, f"The key “{key.name}” is revoked. It opens nothing any more.")
    return redirect("account")
