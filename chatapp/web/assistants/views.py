"""The pages of assistants: those that one may use, and one's own to make, share and change."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from chatapp.assistants import access, changes, versions
from chatapp.assistants.models import Assistant, AssistantVersion
from chatapp.knowledge.access import collections_of
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.assistants.forms import AssistantForm, ShareForm


@signed_in
@require_GET
def assistants(request: SignedInRequest) -> HttpResponse:
    context = {
        "own": access.own_assistants(request.user),
        "shared": access.shared_assistants(request.user),
        "deleted": access.deleted_assistants(request.user),
        "section": "assistants",
    }
    return render(request, "assistants/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    form = AssistantForm(request.user, request.POST or None)
    if form.is_valid():
        made = changes.create(request.user, form.fields_of_row(), form.collections_of_row())
        messages.success(request, f"{made} is ready. So far only you can use it.")
        return redirect("assistant", made.slug)
    return _form_page(request, form)


@signed_in
@require_GET
def assistant(request: SignedInRequest, slug: str) -> HttpResponse:
    found = access.get_assistant(request.user, slug)
    return _page(request, found, ShareForm(request.user, found) if _is_own(request, found) else None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    found = access.get_own(request.user, slug)
    form = AssistantForm(request.user, request.POST or None, assistant=found)
    if form.is_valid():
        if changes.change(found, request.user, form.fields_of_row(), form.collections_of_row()):
            messages.success(request, "Saved. Chats use it from their next answer on.")
        return redirect("assistant", slug)
    return _form_page(request, form)


@signed_in
@posted_from("assistant", "slug")
def share(request: SignedInRequest, slug: str) -> HttpResponse:
    found = access.get_own(request.user, slug)
    form = ShareForm(request.user, found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    changes.share(found, request.user, form.cleaned_data["audience"], form.cleaned_data["groups"])
    messages.success(request, "Saved.")
    return redirect("assistant", slug)


@signed_in
@require_GET
def history(request: SignedInRequest, slug: str) -> HttpResponse:
    found = access.get_own(request.user, slug)
    kept = list(found.versions.select_related("author"))
    context = {"assistant": found, "versions": _with_changes(kept), "section": "assistants"}
    return render(request, "assistants/versions.html", context)


@signed_in
@posted_from("assistant_versions", "slug")
def return_to(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    version = access.get_version(access.get_own(request.user, slug), number)
    if changes.return_to(version, request.user):
        messages.success(request, f"It is again what it was in version {number}.")
    return redirect("assistant_versions", slug)


@signed_in
@posted_from("assistant", "slug")
def delete(request: SignedInRequest, slug: str) -> HttpResponse:
    found = access.get_own(request.user, slug)
    changes.delete(found, request.user)
    messages.success(request, f"{found} is deleted. You can restore it at the end of this page.")
    return redirect("assistants")


@signed_in
@posted_from("assistants")
def restore(request: SignedInRequest, slug: str) -> HttpResponse:
    found = access.get_deleted(request.user, slug)
    changes.restore(found, request.user)
    messages.success(request, f"{found} is back.")
    return redirect("assistant", slug)


def _page(
    request: SignedInRequest, found: Assistant, share_form: ShareForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "assistant": found,
        "is_own": _is_own(request, found),
        "share_form": share_form,
        # Names of collections are told to those only who may read them.
        "collections": collections_of(request.user).filter(pk__in=found.collections.all()),
        "section": "assistants",
    }
    return render(request, "assistants/assistant.html", context, status=status)


def _form_page(request: SignedInRequest, form: AssistantForm) -> HttpResponse:
    found = form.assistant
    back = found.get_absolute_url() if found else reverse("assistants")
    context = {"form": form, "assistant": found, "back": back, "section": "assistants"}
    return render(request, "assistants/edit.html", context, status=422 if form.errors else 200)


def _is_own(request: SignedInRequest, found: Assistant) -> bool:
    return found.owner_id == request.user.pk


def _with_changes(kept: list[AssistantVersion]) -> list[dict[str, Any]]:
    """Each version, the newest first, with what differs from the one before it; the first has nothing to compare."""
    shown: list[dict[str, Any]] = [
        {"version": after, "changes": versions.changes(before.content, after.content)}
        for after, before in pairwise(kept)
    ]
    return [*shown, *({"version": first, "changes": []} for first in kept[-1:])]
