"""The parts of the chat page that it fetches later, and again for another path."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chatapp.conversations.access import get_conversation
from chatapp.conversations.branches import choose
from chatapp.conversations.cursor import Cursor
from chatapp.conversations.deletion import delete_entry, restore_entry
from chatapp.conversations.listing import Shelf, conversations_of
from chatapp.conversations.models import Conversation
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.thread import thread_of


@signed_in
@require_GET
def messages(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """The end of the active path, or with `before` (a message's id) what stands above that message."""
    found = get_conversation(request.user, conversation_id)
    try:
        before = UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        return HttpResponseBadRequest("“before” is the id of a message.")
    return render(request, "chat/_thread.html", {"thread": thread_of(found, before)})


@signed_in
@require_POST
def path(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """Lets the active path run through `entry`, a message or a turn, and answers as `messages` does then."""
    found = get_conversation(request.user, conversation_id)
    try:
        choose(found, UUID(request.POST.get("entry", "")))
    except ValueError:
        return HttpResponseBadRequest("“entry” is the id of a message or of a turn.")
    return _changed(request, found)


@signed_in
@require_http_methods(["POST", "DELETE"])
def entry_deletion(request: SignedInRequest, conversation_id: UUID, entry: UUID) -> HttpResponse:
    """POST deletes a message or what a turn wrote, with all that follows; DELETE takes the deletion back."""
    found = get_conversation(request.user, conversation_id)
    (delete_entry if request.method == "POST" else restore_entry)(found, entry)
    return _changed(request, found)


def _changed(request: SignedInRequest, conversation: Conversation) -> HttpResponse:
    conversation.refresh_from_db()
    return render(request, "chat/_thread.html", {"thread": thread_of(conversation)})


@signed_in
@require_GET
def conversations(request: SignedInRequest) -> HttpResponse:
    """Rows of the sidebar, with `after` those below a cursor; `shelf` is `pinned`, `archive` or the id of a folder."""
    try:
        after = Cursor.parse(request.GET["after"]) if "after" in request.GET else None
        shelf = _shelf(request.GET.get("shelf", Shelf.LIST))
    except ValueError:
        return HttpResponseBadRequest(
            "“after” is the cursor of a page before, “shelf” one of those there are."
        )
    listing = conversations_of(request.user, after, shelf=shelf)
    return render(request, "chat/_conversations.html", {"listing": listing})


def _shelf(name: str) -> Shelf | UUID:
    return Shelf(name) if name in tuple(Shelf) else UUID(name)
