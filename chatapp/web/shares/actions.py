"""What the owner does with shares: make, list, revoke."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chatapp.accounts import links
from chatapp.conversations.access import get_conversation
from chatapp.conversations.models import Conversation
from chatapp.shares.access import get_own_share, shares_in
from chatapp.shares.errors import NotShareable
from chatapp.shares.models import Audience, Share
from chatapp.shares.sharing import audiences, revoke, share
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def shares(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """The shares of a conversation, in the page's dialog. POST makes one for an `audience`, team or link."""
    found = get_conversation(request.user, conversation_id)
    if request.method == "POST":
        try:
            share(found, request.POST.get("audience", ""))
        except NotShareable as error:
            return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return _shares(request, found)


@signed_in
@require_POST
def revocation(request: SignedInRequest, conversation_id: UUID, share_id: UUID) -> HttpResponse:
    found = get_conversation(request.user, conversation_id)
    revoke(get_own_share(request.user, share_id))
    return _shares(request, found)


@signed_in
@posted_from("own_chats")
def revoke_of_list(request: SignedInRequest, share_id: UUID) -> HttpResponse:
    made = get_own_share(request.user, share_id)
    revoke(made)
    messages.success(request, f"“{made}” is not shared by that link any more.")
    return redirect("own_chats")


def _shares(request: SignedInRequest, conversation: Conversation) -> HttpResponse:
    context = {
        "conversation": conversation,
        "shares": with_links(request, shares_in(conversation)),
        "audiences": [(name, Audience(name).label) for name in audiences()],
    }
    return render(request, "shares/_dialog.html", context)


def with_links(request: HttpRequest, found: list[Share]) -> list[tuple[Share, str]]:
    return [(each, links.absolute(request, reverse("share", args=[each.token]))) for each in found]
