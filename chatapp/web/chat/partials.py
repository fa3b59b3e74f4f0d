"""The parts of the chat page that it fetches later, and again for another path."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chatapp.accounts.errors import NotFound
from chatapp.conversations.access import get_conversation
from chatapp.conversations.branches import choose
from chatapp.conversations.cursor import Cursor
from chatapp.conversations.deletion import delete_entry, restore_entry
from chatapp.conversations.listing import Shelf, conversations_of
from chatapp.conversations.models import Conversation
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.thread import Thread, thread_after, thread_around, thread_before, thread_of


def _thread_near(conversation: Conversation, entry: UUID) -> Thread:
    """What stands around it; the end of a path that runs elsewhere by now: the page was left before that."""
    try:
        return thread_around(conversation, entry)
    except NotFound:
        return thread_of(conversation)


_SECTIONS: dict[str, Callable[[Conversation, UUID], Thread]] = {
    "before": thread_before,
    "after": thread_after,
    "around": _thread_near,
}


@signed_in
@require_GET
def messages(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """The end of the active path.

    With `before` or `after` (a message's id) what stands above or below that message, with `around` (a message's or a
    turn's) what it stands in, if that is on the path.
    """
    found = get_conversation(request.user, conversation_id)
    for name, section in _SECTIONS.items():
        if name in request.GET:
            try:
                key = UUID(request.GET[name])
            except ValueError:
                return HttpResponseBadRequest(f"“{name}” is the id of a message.")
            return _shown(request, section(found, key))
    return _shown(request, thread_of(found))


@signed_in
@require_POST
def path(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """Lets the active path run through `entry`, a message or a turn, and answers as `messages` does then."""
    found = get_conversation(request.user, conversation_id)
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        return HttpResponseBadRequest("“entry” is the id of a message or of a turn.")
    choose(found, entry)
    return _changed(request, found, entry)


@signed_in
@require_http_methods(["POST", "DELETE"])
def entry_deletion(request: SignedInRequest, conversation_id: UUID, entry: UUID) -> HttpResponse:
    """POST deletes a message or what a turn wrote, with all that follows; DELETE takes the deletion back."""
    found = get_conversation(request.user, conversation_id)
    if request.method == "POST":
        delete_entry(found, entry)
        return _changed(request, found)
    restore_entry(found, entry)
    return _changed(request, found, entry)


def _changed(request: SignedInRequest, conversation: Conversation, entry: UUID | None = None) -> HttpResponse:
    """The end of the path as it is now, or where that is far away, what stands around the entry."""
    conversation.refresh_from_db()
    thread = thread_of(conversation)
    if entry is not None and not thread.holds(entry):
        thread = thread_around(conversation, entry)
    return _shown(request, thread)


def _shown(request: SignedInRequest, thread: Thread) -> HttpResponse:
    return render(request, "chat/_thread.html", {"thread": thread})


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
    return render(request, "chat/sidebar/_conversations.html", {"listing": listing})


def _shelf(name: str) -> Shelf | UUID:
    return Shelf(name) if name in tuple(Shelf) else UUID(name)
