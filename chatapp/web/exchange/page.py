"""The page “Your chats”: what goes out as files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatapp.web.accounts.decorators import SignedInRequest, signed_in


@signed_in
@require_GET
def own_chats(request: SignedInRequest) -> HttpResponse:
    return render(request, "exchange/own_chats.html", {"section": "account"})
