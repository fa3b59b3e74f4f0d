"""The search of a person's own chats: what a line finds, and the place that a hit leads to."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from chatapp.accounts.errors import NotFound
from chatapp.conversations.access import get_conversation
from chatapp.conversations.branches import choose
from chatapp.conversations.models import Conversation
from chatapp.conversations.search.hits import search
from chatapp.conversations.search.query import QueryError, parse
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.thread import Thread, thread_around


@signed_in
@require_GET
def found(request: SignedInRequest) -> HttpResponse:
    """What `q` finds, as rows; what can be asked where it asks for nothing yet."""
    try:
        query = parse(request.GET.get("q", ""))
    except QueryError as error:
        return render(request, "chat/sidebar/_found.html", {"problem": str(error)})
    return render(
        request, "chat/sidebar/_found.html", {"results": search(request.user, query) if query else None}
    )


@signed_in
@require_POST
def place(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """Answers as `messages` does, with what stands around `message`; the active path runs through it from now on."""
    conversation = get_conversation(request.user, conversation_id)
    try:
        message = UUID(request.POST.get("message", ""))
    except ValueError:
        return HttpResponseBadRequest("“message” is the id of a message.")
    return render(request, "chat/_thread.html", {"thread": _shown(conversation, message)})


def _shown(conversation: Conversation, message: UUID) -> Thread:
    try:
        return thread_around(conversation, message)
    except NotFound:
        choose(conversation, message)
        conversation.refresh_from_db()
        return thread_around(conversation, message)
