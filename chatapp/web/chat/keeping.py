"""What a person does with their conversations in the sidebar: one or many at once, and the folders."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chatapp.accounts.models import User
from chatapp.conversations.keeping import changes
from chatapp.conversations.keeping.folders import (
    TooManyFolders,
    delete_folder,
    get_folder,
    make_folder,
    rename_folder,
)
from chatapp.conversations.keeping.tags import LONGEST, TooManyTags, tag_name, tags_of
from chatapp.conversations.models import Folder
from chatapp.lines import one_line
from chatapp.web.accounts.decorators import SignedInRequest, signed_in

LONGEST_NAME = Folder._meta.get_field("name").max_length or 0
_SWITCH = {"true": True, "false": False}
_BAD_TAG = f"A tag has 1 to {LONGEST} characters, without commas and quotation marks."
_BAD_NAME = f"The name of a folder has 1 to {LONGEST_NAME} characters."


@signed_in
@require_POST
def change(request: SignedInRequest) -> HttpResponse:
    """`ids` of conversations, and what becomes of all of them: `pinned`, `archived` or `deleted`, their `folder`,
    or whether they are `tagged` with `tag`."""
    try:
        ids = {UUID(id) for id in request.POST.get("ids", "").split()}
        folder = UUID(request.POST["folder"]) if request.POST.get("folder") else None
    except ValueError:
        return HttpResponseBadRequest("“ids” and “folder” are ids.")
    if not 0 < len(ids) <= changes.MOST:
        return HttpResponseBadRequest(f"A change is of 1 to {changes.MOST} conversations.")
    if "folder" in request.POST:
        changes.move(request.user, ids, get_folder(request.user, folder) if folder else None)
        return HttpResponse(status=204)
    if "tag" in request.POST:
        return _tag(request, ids)
    for name, act in _ACTS.items():
        wanted = _SWITCH.get(request.POST.get(name, ""))
        if wanted is not None:
            act(request.user, ids, wanted)
            return HttpResponse(status=204)
    return HttpResponseBadRequest("“pinned”, “archived” or “deleted” is true or false.")


def _tag(request: SignedInRequest, ids: set[UUID]) -> HttpResponse:
    name, tagged = tag_name(request.POST["tag"]), _SWITCH.get(request.POST.get("tagged", ""))
    if not name:
        return HttpResponseBadRequest(_BAD_TAG)
    if tagged is None:
        return HttpResponseBadRequest("“tagged” is true or false.")
    try:
        changes.tag(request.user, ids, name, tagged)
    except TooManyTags as error:
        return HttpResponseBadRequest(str(error))
    return HttpResponse(status=204)


def _delete(user: User, ids: set[UUID], deleted: bool) -> None:
    (changes.delete_all if deleted else changes.restore_all)(user, ids)


_ACTS = {"pinned": changes.pin, "archived": changes.archive, "deleted": _delete}


@signed_in
@require_GET
def tags(request: SignedInRequest) -> HttpResponse:
    return JsonResponse({"tags": tags_of(request.user)})


@signed_in
@require_POST
def folders(request: SignedInRequest) -> HttpResponse:
    """A new folder, as the sidebar shows it."""
    name = _name(request)
    if not name:
        return HttpResponseBadRequest(_BAD_NAME)
    try:
        made = make_folder(request.user, name)
    except TooManyFolders as error:
        return HttpResponseBadRequest(str(error))
    return render(request, "chat/sidebar/_folder.html", {"folder": made}, status=201)


@signed_in
@require_http_methods(["POST", "DELETE"])
def folder(request: SignedInRequest, folder_id: UUID) -> HttpResponse:
    """POST renames it; DELETE removes it, and its conversations go back to the list."""
    found = get_folder(request.user, folder_id)
    if request.method == "DELETE":
        delete_folder(found)
    elif name := _name(request):
        rename_folder(found, name)
    else:
        return HttpResponseBadRequest(_BAD_NAME)
    return HttpResponse(status=204)


def _name(request: SignedInRequest) -> str | None:
    name = one_line(request.POST.get("name", ""))
    return name if 0 < len(name) <= LONGEST_NAME else None
