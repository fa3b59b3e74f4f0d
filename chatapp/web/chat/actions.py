"""What a person changes about a conversation without the websocket: title, storing, keeping, deletion, branches."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chatapp.conversations.access import get_conversation, get_deleted_conversation
from chatapp.conversations.creation import branch_off
from chatapp.conversations.deletion import delete, restore
from chatapp.conversations.keeping import temporary
from chatapp.conversations.models import Conversation
from chatapp.conversations.settings import rename, set_store
from chatapp.lines import one_line
from chatapp.web.accounts.decorators import SignedInRequest, signed_in

LONGEST = Conversation._meta.get_field("title").max_length or 0
_SWITCH = {"true": True, "false": False}


@signed_in
@require_POST
def title(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    found = get_conversation(request.user, conversation_id)
    wanted = one_line(request.POST.get("title", ""))
    if not wanted or len(wanted) > LONGEST:
        return HttpResponseBadRequest(f"A title has 1 to {LONGEST} characters.")
    rename(found, wanted)
    return HttpResponse(status=204)


@signed_in
@require_POST
def store(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """`store` true: from the next answer on, the conversation's completions are stored."""
    found = get_conversation(request.user, conversation_id)
    wanted = _SWITCH.get(request.POST.get("store", ""))
    if wanted is None:
        return HttpResponseBadRequest("“store” is true or false.")
    set_store(found, wanted)
    return HttpResponse(status=204)


@signed_in
@require_http_methods(["POST", "DELETE"])
def closing(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """POST says that the page of a temporary conversation was left, DELETE that somebody came back to it."""
    found = get_conversation(request.user, conversation_id)
    (temporary.close if request.method == "POST" else temporary.reopen)(found)
    return HttpResponse(status=204)


@signed_in
@require_POST
def keeping(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """A temporary conversation is kept like all others from now on."""
    temporary.keep(get_conversation(request.user, conversation_id))
    return HttpResponse(status=204)


@signed_in
@require_POST
def branches(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """A new conversation that begins with the path to `entry`, a message or a turn; its address is the `Location`."""
    found = get_conversation(request.user, conversation_id)
    try:
        made = branch_off(found, UUID(request.POST.get("entry", "")))
    except ValueError:
        return HttpResponseBadRequest("“entry” is the id of a message or of a turn.")
    return HttpResponse(status=201, headers={"Location": reverse("conversation", args=[made.pk])})


@signed_in
@require_http_methods(["POST", "DELETE"])
def deletion(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """POST deletes the conversation, DELETE takes the deletion back."""
    if request.method == "POST":
        delete(get_conversation(request.user, conversation_id))
    else:
        restore(get_deleted_conversation(request.user, conversation_id))
    return HttpResponse(status=204)
