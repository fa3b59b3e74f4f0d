"""The page “Your chats”: what others may read, and what goes out and comes in as files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatapp.exchange.imports.uploading import imports_of
from chatapp.shares.access import shares_of
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.shares.actions import with_links


@signed_in
@require_GET
def own_chats(request: SignedInRequest) -> HttpResponse:
    context = {
        "shares": with_links(request, list(shares_of(request.user))),
        "imports": imports_of(request.user),
        "section": "account",
    }
    return render(request, "exchange/own_chats.html", context)
