"""The search of a person's own chats: what a line finds, and the place that a hit leads to."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from chatapp.conversations.access import get_conversation
from chatapp.conversations.active_path import height_of
from chatapp.conversations.branches import choose
from chatapp.conversations.search.hits import search
from chatapp.conversations.search.query import QueryError, parse
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.thread import PAGE, thread_of


@signed_in
@require_GET
def found(request: SignedInRequest) -> HttpResponse:
    """What `q` finds, as rows; what can be asked where it asks for nothing yet."""
    try:
        query = parse(request.GET.get("q", ""))
    except QueryError as error:
        return render(request, "chat/_found.html", {"problem": str(error)})
    return render(request, "chat/_found.html", {"results": search(request.user, query) if query else None})


@signed_in
@require_POST
def place(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """Answers as `messages` does, from above `message` to the end; the active path runs through it from now on."""
    conversation = get_conversation(request.user, conversation_id)
    try:
        message = UUID(request.POST.get("message", ""))
    except ValueError:
        return HttpResponseBadRequest("“message” is the id of a message.")
    height = height_of(conversation, message)
    if height is None:
        choose(conversation, message)
        conversation.refresh_from_db()
        height = height_of(conversation, message) or 0
    return render(request, "chat/_thread.html", {"thread": thread_of(conversation, limit=height + PAGE)})
